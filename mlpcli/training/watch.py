"""Looking for numbers that are not finite, and keeping the way back to the last good state.

A replica that is lost has its last good weights in `Replica.weights`, the place in `Replica.detail` and all
that is known of it in `Replica.divergence`; in a stack it stays among the others until the epoch is over,
computing what nobody reads.

A step costs nothing more than the look at its loss, which is computed anyway. Every `EVERY` updates the
state is copied; when a loss is not finite, the updates since the older of two copies are made again, one by
one and with a look at everything, and the state before the first that went wrong is the last good one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mlpcli.arrays import Array
from mlpcli.training.averager import AVERAGE
from mlpcli.training.inputs import Inputs
from mlpcli.training.snapshot import Snapshot, copy_of
from mlpcli.training.state import Replica, State, Weights, copied

if TYPE_CHECKING:
    from mlpcli.training.rows import Rows

EVERY = 64
"""Updates between two copies of the state: one of some microseconds in milliseconds of work."""

ROOM = 128_000_000
"""Bytes of a copy; of larger states only one is kept."""


class Watch:
    """Watches over the state's active replicas, as long as these stay the same.

    `train` are the rows they learn from, `batches` how many an epoch has, `inputs` how a row's numbers are
    called. Call `note` before an update that is `due`, and `accepts` with the loss of every batch.
    """

    def __init__(self, state: State, train: Rows, batches: int, inputs: Inputs):
        self.state, self.train, self.batches, self.inputs = state, train, batches, inputs
        self.due = state.snapshots[-1].step + EVERY if state.snapshots else 0
        size = state.theta.nbytes * (1 + len(state.slots))
        self._kept = 2 if size <= ROOM else 1

    def note(self) -> None:
        """Copies the state, into the memory of an older copy, which is let go."""
        state, kept = self.state, self.state.snapshots
        self.due = state.step + EVERY
        older = kept.pop(0) if len(kept) == self._kept else None
        theta, slots = (older.theta, older.slots) if older else (None, dict[str, Array]())
        kept.append(
            Snapshot(
                copy_of(state.theta, theta),
                {name: copy_of(slot, slots.get(name)) for name, slot in state.slots.items()},
                state.order,
                [replica.noise.bit_generator.state for replica in state.active],
                state.step,
                state.epoch,
                state.batch,
            )
        )

    def accepts(self, J: Array) -> bool:
        """Whether to update on the loss J of a batch. One network must not if J is not finite; a stack does,
        for the others.
        """
        if not self.state.stacked:
            if math.isfinite(float(J)):
                return True
            self._lose(0, "the loss")
            return False
        finite = np.isfinite(J)
        if not finite.all():
            for row in np.flatnonzero(~finite):
                self._lose(int(row), "the loss")
        return True

    def check_parameters(self) -> None:
        """An update can spoil θ with no loss after it to tell: looked at once an epoch."""
        finite = np.atleast_1d(np.isfinite(self.state.theta).all(axis=-1))
        for row in np.flatnonzero(~finite):
            self._lose(int(row), "a parameter")

    def _lose(self, row: int, what: str) -> None:
        state = self.state
        replica = state.active[row]
        if is_lost(replica):
            return
        found = None
        if state.snapshots:
            with np.errstate(all="ignore"):
                from mlpcli.training.divergence import explained

                found = explained(state, row, state.snapshots[0], self.train, self.inputs)
        if found is not None:
            replica.weights, replica.divergence, replica.detail = found.weights, found.told, found.detail
            return
        place = f"epoch {state.epoch + 1}, batch {min(state.batch + 1, self.batches)} of {self.batches}"
        replica.detail = f"{what} is not finite in {place}"
        replica.weights = _finite(copied(state.weights(replica)))


def is_lost(replica: Replica) -> bool:
    """Whether an active replica has met a number that is not finite."""
    return replica.weights is not None


def _finite(weights: Weights) -> Weights:
    """Where the way back is not known, the best weights are the last good ones."""
    if not np.isfinite(weights.last).all():
        weights.last[...] = weights.best
    if AVERAGE in weights.slots and not np.isfinite(weights.slots[AVERAGE]).all():
        weights.slots[AVERAGE][...] = weights.best
    return weights
