"""How far probabilities are off, and the temperature that brings them near."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mlpcli.analysis.bins import TASKS, binned, confidences
from mlpcli.analysis.finding import Finding
from mlpcli.analysis.subject import MisfitError, Run, Runs, alone
from mlpcli.arrays import Array
from mlpcli.data.split import Part
from mlpcli.errors import DataError, UsageError
from mlpcli.loss import Loss
from mlpcli.metric import Head
from mlpcli.metric.log_loss import LogLoss

COLDEST, HOTTEST = 0.01, 100.0
"""Temperatures between which it is sought."""


def check(runs: Runs) -> None:
    """One run with one target, whose predictions are probabilities."""
    head_of(alone(runs))


def analyze(runs: Runs, part: Part | None = None, fit: Part = "validation", bins: int = 10) -> Finding:
    """The temperature is fitted on the rows of `fit`, and what it brings is measured on those of `part`."""
    run = alone(runs)
    if bins < 1:
        raise UsageError(f"bins: expected 1 or more, found {bins}")
    head, chosen = head_of(run), run.part(part)
    T = fitted(run, fit)
    plain = replace(run.model, temperature=1.0)
    samples = run.samples(chosen)
    z = plain.logits(samples.x).astype(np.float64)
    table = []
    for name, at in (("as trained", 1.0), ("fitted", T)):
        p, y = run.model.loss.predict(z / at), samples.y.astype(np.float64)
        table.append(
            {
                "temperature": at,
                "calibration_error": binned(*confidences(head.task, p, y), bins).error,
                "log_loss": _log_loss(p, y),
                "of": name,
            }
        )
    facts = {"part": chosen, "rows": len(samples), "fitted_on": fit, "stored": run.model.temperature}
    return Finding(facts, table)


def head_of(run: Run) -> Head:
    """The only target. Raises MisfitError where there are several, or it is no class."""
    if len(run.heads) > 1:
        raise MisfitError("it needs one target, and this run has several")
    head = run.head(TASKS)
    if not run.model.loss.probabilities:
        raise MisfitError(f"it needs probabilities, and the loss {run.model.loss.kind} gives none")
    return head


def fitted(run: Run, part: Part = "validation") -> float:
    """The temperature for a run's weights, from the rows of a part. Raises DataError where it has none."""
    head_of(run)
    if not len(run.trained.checkpoint.data.partition[part]):
        raise DataError(f"the {part} part of {run.name} has no rows to fit a temperature on; name another")
    samples = run.samples(part)
    z = replace(run.model, temperature=1.0).logits(samples.x)
    return temperature(run.model.loss, z.astype(np.float64), samples.y.astype(np.float64))


def temperature(loss: Loss, z: Array, y: Array) -> float:
    """T > 0 that minimises the log loss of predict(z / T), z, y: (N, O).

    One number for all classes: which is the most probable one stays, how sure it is changes. T > 1 makes
    probabilities milder. It is sought between 0.01 and 100, and is at an end where rows are told apart
    without an error, or nothing is.

    *Source:* Guo, Pleiss, Sun, Weinberger 2017 (arXiv:1706.04599), section 4.2.

    >>> from mlpcli.loss import BinaryCrossEntropy
    >>> z, y = np.full((4, 1), 2 * np.log(3)), np.array([[1.0], [1], [1], [0]])
    >>> round(temperature(BinaryCrossEntropy(), z, y), 4)  # 3/4 is right: sigmoid(log 3) = 3/4
    2.0
    """
    from scipy.optimize import minimize_scalar

    found = minimize_scalar(
        lambda log_T: _log_loss(loss.predict(z / np.exp(log_T)), y),
        bounds=(np.log(COLDEST), np.log(HOTTEST)),
        method="bounded",
        options={"xatol": 1e-8},
    )
    return float(np.exp(found.x))


def _log_loss(p: Array, y: Array) -> float:
    if y.shape[-1] > 1 and not np.allclose(y.sum(axis=-1), 1):  # several labels, each a row of its own
        p, y = p.reshape(-1, 1), y.reshape(-1, 1)
    return float(LogLoss().value(p, y))
