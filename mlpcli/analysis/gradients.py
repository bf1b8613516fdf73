"""Gradient norms, and variances of activations and gradients, layer by layer, before and after training."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np

from mlpcli.analysis.finding import Finding
from mlpcli.analysis.layers import measured
from mlpcli.analysis.subject import MisfitError, Run, Runs, alone
from mlpcli.arrays import Array
from mlpcli.data.split import Part
from mlpcli.errors import UsageError
from mlpcli.store.begin import begin

ROWS = 512


def check(runs: Runs) -> None:
    """One run that learns something."""
    if not alone(runs).model.network.learned:
        raise MisfitError("nothing in it learns")


def analyze(runs: Runs, part: Part = "train", rows: int = ROWS) -> Finding:
    """`rows` of the part are looked at."""
    run = alone(runs)
    if rows < 1:
        raise UsageError(f"rows: expected 1 or more, found {rows}")
    network, loss = run.model.network, run.model.loss
    samples = run.some(part, rows)
    trained = measured(network, loss, run.theta, samples.x, samples.y)
    first = measured(network, loss, first_weights(run), samples.x, samples.y)
    table = []
    for before, after in zip(first, trained, strict=True):
        of_first, of_trained = asdict(before), asdict(after)
        row: dict[str, object] = {"layer": before.name}
        for key, words in (("activation", "activations"), ("gradient", "gradients"), ("norm", "norm")):
            row |= {f"{words}_at_first": of_first[key], f"{words}_trained": of_trained[key]}
        row |= {"each_at_first": before.each, "each_trained": after.each}
        table.append(row)
    facts = {"rows": len(samples), "part": part, "weights": run.which}
    notes = ("activations, gradients: variances over rows and units; norm: ‖∂J/∂W‖; each: norm / √count",)
    return Finding(facts, table, notes=notes, drawn={"at first": first, "trained": trained})


def first_weights(run: Run) -> Array:
    """θ: (P,) before training, drawn again from the spec's seed; of an ensemble the first network's.

    Raises DataError, or CheckpointError, where the data or a checkpoint that it began with is not there.
    """
    session = begin(run.trained.asked)
    return np.asarray(session.state.weights(session.replica).last, dtype=np.float64).copy()
