"""The first number that was not finite: where it stood, what was fed in, the likely cause, what to try.

    {"what": "loss", "epoch": 1, "batch": 8, "batches": 45, "layer": "1_dense", "array": "output",
     "inputs": [{"row": 17, "column": "income", "value": 86000.0, "coded": 86000.0}, …],
     "cause": "the learning rate 500 is too large", "change": "optimizer.learning_rate: 0.24",
     "tried": {"learning_rate": 250.0, "finite": false, "loss": null}}

`what` is the loss, a gradient or a parameter; `layer` and `array` the first, in the order of computation,
with a number that is not finite. Rows count from 1, as in other messages. `tried` tells what half of the
learning rate gives on that batch, when the updates since the last copy of the state are made with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mlpcli.arrays import Array
from mlpcli.training.blame import cause_of
from mlpcli.training.inputs import Inputs
from mlpcli.training.replay import Batch, Replay
from mlpcli.training.snapshot import Held
from mlpcli.training.state import State, Weights
from mlpcli.training.step import Step

if TYPE_CHECKING:
    from mlpcli.training.rows import Rows
    from mlpcli.training.snapshot import Snapshot

LARGEST = 5
"""Inputs of the batch that are told."""


@dataclass(frozen=True)
class Found:
    """What was found out: the last good weights, the place as a clause, and everything as JSON can say it."""

    weights: Weights
    detail: str
    told: dict[str, Any]


def explained(state: State, row: int, snapshot: Snapshot, train: Rows, inputs: Inputs) -> Found | None:
    """What spoiled the replica in a row of the state; None if its updates, made again, stay finite."""
    replay = Replay(state, row, snapshot, train)
    for batch in replay.batches():
        before = replay.held()
        J = replay.update(batch)
        what = _wrong(replay, J)
        if what:
            break
        if batch.t > state.step:
            return None
    layer, array = _place(replay, batch, before, what)
    told: dict[str, Any] = {
        "what": what,
        "epoch": batch.epoch,
        "batch": batch.number,
        "batches": len(replay),
        "layer": layer,
        "array": array,
        "inputs": _largest(batch, inputs),
    }
    told |= cause_of(state, row, snapshot, train, inputs, told)
    best = state.weights(state.active[row]).best.copy()
    where = f"epoch {batch.epoch}, batch {batch.number} of {len(replay)}"
    first = f"the {array} of layer {layer}" if layer else array
    detail = f"{_ARTICLE[what]} is not finite in {where}; first in {first}"
    return Found(Weights(before.theta, best, before.slots), detail, told)


_ARTICLE = {"loss": "the loss", "gradient": "a gradient", "parameter": "a parameter"}


def _wrong(replay: Replay, J: float) -> str:
    """What is not finite after an update; "" if all is."""
    if not np.isfinite(J):
        return "loss"
    if isinstance(replay.step, Step) and not np.isfinite(replay.step.gradient).all():
        return "gradient"
    return "" if np.isfinite(replay.theta).all() else "parameter"


def _place(replay: Replay, batch: Batch, before: Held, what: str) -> tuple[str, str]:
    """The first layer and array, in the order of computation, with a number that is not finite."""
    network = replay.network
    if what == "parameter":
        return _first(network.named(replay.theta))
    if what == "gradient":
        assert isinstance(replay.step, Step)
        names = network.named(replay.step.gradient)
        layer, array = _first(dict(sorted(names.items(), key=lambda item: -int(item[0].partition("_")[0]))))
        return layer, f"gradient of {array}"
    replay.back(before)
    x, outputs = batch.x, list[Array]()
    if not np.isfinite(x).all():
        return "", "the inputs"
    step = replay.step
    if isinstance(step, Step):
        step.move.look_ahead()
        for rule, run in step.augmentations:
            x, _ = rule.apply(x, batch.y, run)
        runs, params = step.backprop.runs, step.params
    else:
        runs, params = network.runs(training=True), network.views(replay.theta.astype(np.float64))
    network.forward(params, x, runs, outputs)
    for name, output in zip(network.names, outputs, strict=True):
        if not np.isfinite(output).all():
            return name, "output"
    return "", "the loss itself, of outputs that are finite"


def _first(arrays: dict[str, Array]) -> tuple[str, str]:
    name = next(name for name, array in arrays.items() if not np.isfinite(array).all())
    layer, _, array = name.partition("/")
    return layer, array


def _largest(batch: Batch, inputs: Inputs) -> list[dict[str, Any]]:
    """The inputs of the batch that are largest as the network sees them."""
    sizes = np.abs(batch.x).ravel()
    sizes = np.where(np.isfinite(sizes), sizes, np.inf)
    chosen = np.argsort(-sizes, kind="stable")[:LARGEST]
    width = batch.x.shape[-1]
    return [inputs.told(int(batch.rows[k // width]), int(k % width), float(batch.x.flat[k])) for k in chosen]
