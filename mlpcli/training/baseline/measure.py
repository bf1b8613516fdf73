"""Both baselines of a training, scored on the rows that judge its network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.arrays import Array
from mlpcli.data.coded import Samples
from mlpcli.data.split import Part
from mlpcli.loss.multiple import Multiple
from mlpcli.training.baseline.constant import constant_output
from mlpcli.training.baseline.linear import Linear, descended, least_squares
from mlpcli.training.baseline.rows import MOST_NUMBERS, evenly
from mlpcli.training.model import units_of
from mlpcli.training.score import Scorer
from mlpcli.training.session import Session
from mlpcli.training.threads import limited

MOST_INPUTS = 1500
"""Inputs of a linear model; beyond, its normal equations take longer than a small training."""

MOST_ROWS = 50_000

PORTION = 65_536
"""Rows that the linear model predicts at a time."""


@dataclass(frozen=True)
class Baselines:
    """The scores of both on the rows of `part`; None where there is none, and `skipped` says why.

    `rows` are those that the linear model was fitted to.
    """

    part: Part
    constant: dict[str, float] | None
    linear: dict[str, float] | None
    rows: int = 0
    skipped: str = ""

    def told(self) -> dict[str, Any]:
        """As JSON has it."""
        told: dict[str, Any] = {"part": self.part, "constant": self.constant, "linear": self.linear}
        told |= {"linear_rows": self.rows} if self.linear else {}
        return told | ({"skipped": self.skipped} if self.skipped else {})


def baselines(session: Session) -> Baselines:
    """Fitted on the training rows, scored on the test rows (without any: validation, else training)."""
    with limited(1), np.errstate(all="ignore"):
        return _measured(session)


def _measured(session: Session) -> Baselines:
    experiment, prepared = session.experiment, session.prepared
    loss, network, coding = experiment.loss, session.state.network, prepared.coding
    parts: tuple[Part, ...] = ("test", "validation", "train")
    part = next(part for part in parts if len(session.samples(part)))
    if coding.target is None:
        return Baselines(part, None, None, skipped="an autoencoder's target is its input")
    if loss is None or isinstance(loss, Multiple):
        return Baselines(part, None, None, skipped="there are several targets, each with a loss of its own")
    metrics = [metric for metric in experiment.metrics or () if metric.scalar]
    heads = [replace(head, threshold=0.5) for head in coding.heads]  # one was chosen for the network alone
    scorer = Scorer(network, loss, metrics, units_of(coding), heads)
    samples, train = session.samples(part), prepared.train

    def scores(outputs: Callable[[slice], Array]) -> dict[str, float]:
        found = scorer.judge(lambda rows: outputs(rows).astype(samples.y.dtype), samples.y, samples.weights)
        return {name: float(value) for name, value in found.items()}

    few = evenly(len(train), MOST_ROWS)
    z = constant_output(loss, train.y[few], None if train.weights is None else train.weights[few])
    constant = scores(lambda rows: np.broadcast_to(z, (rows.stop - rows.start, len(z))))
    codes = [place for place, _ in coding.vocabularies.values()]
    kept = np.ones(train.x.shape[-1], np.bool_)
    kept[codes] = False
    used = np.flatnonzero(kept)
    if not 0 < len(used) <= MOST_INPUTS:
        why = f"{len(used):,} inputs, more than {MOST_INPUTS:,}" if len(used) else "its inputs are codes"
        return Baselines(part, constant, None, skipped=f"no linear model: {why}")
    few = evenly(len(train), max(MOST_NUMBERS // len(used), 2))
    model = _linear(session, train, few, used, z)
    columns = slice(None) if len(used) == train.x.shape[-1] else used
    linear = scores(lambda rows: _outputs(model, samples.x, columns, rows))
    return Baselines(part, constant, linear, len(few))


def _linear(
    session: Session, train: Samples, few: NDArray[np.intp], used: NDArray[np.intp], z: Array
) -> Linear:
    """Numbers by least squares, whatever their loss; everything else by the loss."""
    loss, every = session.experiment.loss, len(used) == train.x.shape[-1]
    assert loss is not None
    whole = len(few) == len(train)
    x = np.asarray(train.x if whole else train.x[few])  # which may stay on disk
    x = x if every else x[:, used]
    y = np.asarray(train.y if whole else train.y[few]).astype(x.dtype, copy=False)
    weights = None if train.weights is None else train.weights[few]
    if session.prepared.coding.task == "regression":
        return least_squares(x, y, weights)
    return descended(loss, x, y, weights, z)


def _outputs(model: Linear, x: Array, columns: slice | NDArray[np.intp], rows: slice) -> Array:
    """z: (n, O) of these rows, a portion after the other, as they may stay on disk."""
    starts = range(rows.start, rows.stop, PORTION)
    parts = [x[start : min(start + PORTION, rows.stop)] for start in starts]
    return np.concatenate([model.outputs(part[:, columns]) for part in parts])
