"""The training of a run once more: runs are reproducible, so it passes through the same weights.

It costs the time of the training, and nothing in ordinary runs: they keep nothing for pictures alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from mlpcli.arrays import Array
from mlpcli.errors import DataError
from mlpcli.plot.subject import Run
from mlpcli.store.begin import begin
from mlpcli.training.events import EpochEnd
from mlpcli.training.session import Session

AT_MOST = 60.0
"""Seconds of training that are repeated without being asked to."""

STATES = 30
"""Epochs that are looked at, the beginning and the end among them."""

ROWS = 256
"""Training rows that layers are looked at with."""


def is_quick(run: Run) -> bool:
    """Whether the training took little time."""
    return float(run.trained.checkpoint.state.get("seconds") or 0.0) <= AT_MOST


@lru_cache(maxsize=1)
def states(run: Run) -> list[tuple[int, Array]]:
    """Epochs, 0 for the beginning, and θ: (P,) behind each; of an ensemble the first member's.

    Empty where the replay ends at other weights than the run did: it began from another run's (--from), was
    continued with another number of epochs, or trained on a machine that rounds otherwise. Raises DataError
    if the data has changed.
    """
    session = begin(run.trained.asked)
    stored = run.trained.checkpoint
    if session.prepared.fingerprint != stored.data.fingerprint:
        raise DataError("the data has changed since this training: it cannot be replayed")
    last = int(max(stored.history["epoch"], default=0))
    wanted = set(np.unique(np.linspace(0, last, STATES).round().astype(int)).tolist())
    found = [(0, session.state.weights(session.replica).last.copy())]
    theta = found[0][1]
    for epoch, theta in _epochs(session, last):
        if epoch in wanted:
            found.append((epoch, theta.copy()))
    return found if stored.state.get("batch") or _is_last(run, theta) else []


def _epochs(session: Session, last: int) -> Iterator[tuple[int, Array]]:
    """Each epoch of the first network and the weights behind it."""
    for event in session.fit() if last else ():
        if isinstance(event, EpochEnd) and event.replica == 0:
            yield event.epoch, session.state.weights(session.replica).last
            if event.epoch >= last:
                return


def _is_last(run: Run, theta: Array) -> bool:
    stored = run.trained.model("last").theta
    return np.array_equal(np.atleast_2d(stored)[0], theta)


def rows(run: Run) -> tuple[Array, Array]:
    """Some training rows, evenly chosen: x (n, I), y (n, O)."""
    samples = run.samples("train")
    chosen = np.unique(np.linspace(0, len(samples) - 1, min(ROWS, len(samples))).round().astype(int))
    return samples.x[chosen], samples.y[chosen]
