"""Why a training has left the finite numbers, and a change to try: what is tried is told with its outcome."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from mlpcli.optimizer import StepRule
from mlpcli.run import Run
from mlpcli.training.rates import change_of_rate, rate_key, written
from mlpcli.training.replay import Batch, Replay
from mlpcli.training.state import State

if TYPE_CHECKING:
    from mlpcli.training.inputs import Inputs
    from mlpcli.training.rows import Rows
    from mlpcli.training.snapshot import Snapshot

UNSCALED = 20.0
"""No column of mean 0 and deviation 1 is of this size but in an outlier or two."""

FACTORS, SECONDS = (0.5, 0.25, *(10.0**-k for k in range(1, 31))), 1.0
"""What the learning rate is multiplied by in search of one that works, and for how long at most."""

NO_WORSE = 1.1
"""A rate works if the loss of the batch ends up no larger than this times what it was before."""


def cause_of(
    state: State, row: int, snapshot: Snapshot, train: Rows, inputs: Inputs, told: dict[str, Any]
) -> dict[str, Any]:
    """{"cause": a clause, "change": a line of a spec or "", "tried": what half the rate gives, or None}."""
    experiment = state.active[row].experiment
    optimizer = experiment.optimizer
    tried, works = None, None
    began = (told["epoch"], told["batch"]) == (snapshot.epoch + 1, snapshot.batch + 1)
    if isinstance(optimizer, StepRule) and not (began and told["what"] == "loss"):
        tried, works = _halved(state, row, snapshot, train, told)
    column = _unscaled(state, row, train, inputs)
    if column is not None:
        name, size = column
        cause = f"column {name!r} is not scaled: its numbers go up to {written(size)}"
        return {"cause": cause, "change": f"data.columns.{name}.scale: standard", "tried": tried}
    if told["layer"] == "" and told["array"] == "the inputs":
        cause = "the data has numbers too large for the precision"
        return {"cause": cause, "change": "training.precision: float64", "tried": tried}
    key = rate_key(optimizer)
    if key is not None and tried is not None:
        cause = f"the learning rate {written(key[1])} is too large"
        if works is None:
            cause += ", or the weights already were"
        return {"cause": cause, "change": change_of_rate(optimizer, works or 0.1), "tried": tried}
    if told["layer"] == "" and told["what"] == "loss":
        assert experiment.loss is not None
        cause = f"the loss {experiment.loss.kind} overflows or takes the logarithm of zero on these outputs"
        return {"cause": cause, "change": "training.precision: float64", "tried": tried}
    if began and snapshot.step == 0:
        cause = "the initial weights are too large"
        return {"cause": cause, "change": "initialization: auto", "tried": tried}
    change = "training.precision: float64" if experiment.training.precision == "float32" else ""
    if isinstance(optimizer, StepRule):
        change = change_of_rate(optimizer, 0.1)
    return {"cause": "the weights have grown too large", "change": change, "tried": tried}


def _unscaled(state: State, row: int, train: Rows, inputs: Inputs) -> tuple[str, float] | None:
    """The column with the largest numbers, if it is fed to the network as it is."""
    columns, x = state.active[row].experiment.data.columns, train.x if train.x.ndim == 2 else train.x[row]
    sizes = np.abs(x).max(axis=0)
    for i in np.argsort(-sizes):
        if i >= len(inputs.columns) or not sizes[i] > UNSCALED:
            return None
        name = inputs.columns[i]
        scale = getattr(columns.get(name), "scale", "")
        if getattr(scale, "kind", scale) == "none":
            return name, float(sizes[i])
    return None


def _halved(
    state: State, row: int, snapshot: Snapshot, train: Rows, told: dict[str, Any]
) -> tuple[dict[str, Any], float | None]:
    """What half the rate gives on that batch, and the first factor with which its loss does not grow."""
    deadline, tried = time.monotonic() + SECONDS, None
    for factor in FACTORS:
        J, start = _outcome(Replay(state, row, snapshot, train), told, factor)
        if tried is None:
            found = rate_key(state.active[row].experiment.optimizer)
            rate = found[1] / 2 if found else None
            tried = {
                "learning_rate": rate,
                "finite": math.isfinite(J),
                "loss": J if math.isfinite(J) else None,
            }
        if NO_WORSE * start >= J:
            return tried, factor
        if time.monotonic() > deadline:
            break
    assert tried is not None
    return tried, None


def _outcome(replay: Replay, told: dict[str, Any], factor: float) -> tuple[float, float]:
    """The loss of that batch after its own update, all updates with this times the rate; and at first."""
    before = replay.held()
    for batch in replay.batches():
        last = (batch.epoch, batch.number) == (told["epoch"], told["batch"])
        if not np.isfinite(replay.update(batch, factor)):
            return math.inf, 0.0
        if last:
            J = _loss(replay, batch)
            replay.back(before)
            return J, _loss(replay, batch)
    return math.inf, 0.0


def _loss(replay: Replay, batch: Batch) -> float:
    """The loss of the batch with θ as it stands, as in evaluation."""
    network, loss = replay.network, replay.experiment.loss
    assert loss is not None
    z, _ = network.forward(network.views(replay.theta), batch.x, network.runs(training=False))
    J, _ = loss.of(z, batch.y, batch.weights, Run())
    return float(J) if np.isfinite(replay.theta).all() and np.isfinite(J) else math.inf
