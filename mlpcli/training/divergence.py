"""Looking for numbers that are not finite: who is lost, where, and with which weights.

A replica that is lost has its last finite weights in `Replica.weights`, the place in `Replica.detail`; in a
stack it stays among the others until the epoch is over, computing what nobody reads.
"""

from __future__ import annotations

import math

import numpy as np

from mlpcli.arrays import Array
from mlpcli.training.averager import AVERAGE
from mlpcli.training.state import Replica, State, copied


def is_lost(replica: Replica) -> bool:
    """Whether an active replica has met a number that is not finite."""
    return replica.weights is not None


def accepts(state: State, J: Array, batches: int) -> bool:
    """Whether to update on the loss J of a batch. One network must not if J is not finite; a stack does,
    for the others.
    """
    if not state.stacked:
        if math.isfinite(float(J)):
            return True
        _lose(state, 0, "the loss", batches)
        return False
    finite = np.isfinite(J)
    if not finite.all():
        for row in np.flatnonzero(~finite):
            _lose(state, int(row), "the loss", batches)
    return True


def check_parameters(state: State, batches: int) -> None:
    """An update can spoil θ with no loss after it to tell: the best weights are then the last good ones."""
    finite = np.atleast_1d(np.isfinite(state.theta).all(axis=-1))
    for row in np.flatnonzero(~finite):
        if not is_lost(state.active[row]):
            weights = state.weights(state.active[row])
            weights.last[...] = weights.best
            if AVERAGE in weights.slots and not np.isfinite(weights.slots[AVERAGE]).all():
                weights.slots[AVERAGE][...] = weights.best
            _lose(state, int(row), "a parameter", batches)


def _lose(state: State, row: int, what: str, batches: int) -> None:
    replica = state.active[row]
    if not is_lost(replica):
        place = f"epoch {state.epoch + 1}, batch {min(state.batch + 1, batches)} of {batches}"
        replica.detail = f"{what} is not finite in {place}"
        replica.weights = copied(state.weights(replica))
