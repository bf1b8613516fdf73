"""How much memory a training will have taken at its largest, told before it begins."""

from __future__ import annotations

import math

import numpy as np

from mlpcli.data.blocks import BUFFER
from mlpcli.data.memory import Taken, taken
from mlpcli.data.ondisk import READ, OnDisk
from mlpcli.training.baseline.rows import MOST_NUMBERS
from mlpcli.training.score import HELD, JUDGED, RANKED, rows_at_a_time
from mlpcli.training.session import PARTS, Session

MORE = 6 << 20
"""Bytes of what only a training loads."""

HDF5 = 8 << 20
"""Bytes of the library that writes checkpoints, which is loaded by then."""

IMAGES = 2
"""Copies of a checkpoint in memory while it is written."""

FITTED = 3
"""Arrays of the size of its rows that the linear model takes."""


def peak_of_training(session: Session, before: Taken | None = None) -> int | None:
    """Bytes of memory at the peak of this training, the program itself included.

    Reading the data is over, so its peak is known: what this process had until now, or until `before` other
    things were done that a training does not do. Training adds to what the process has the largest of: an
    epoch with the judging of the validation rows, the judging of the largest part, the linear model, a
    checkpoint. It also has θ, the best θ and the slots three times, as they are kept for an epoch that
    diverges and for when it has ended, and work space with the gradient, one for each thread that shares
    the rows. None where the system does not tell.
    """
    before = before or taken()
    if before is None:
        return None
    state, itemsize = session.state, np.dtype(session.experiment.training.precision).itemsize
    members, parts = len(state.replicas), [len(session.samples(part)) for part in PARTS]
    weights = (len(state.slots) + 2) * state.theta.nbytes
    largest = max(
        _epoch(session) + _judging(session, parts[1], members),
        _judging(session, max(parts), members, pooled=True),
        FITTED * itemsize * min(MOST_NUMBERS, session.prepared.train.x.size),
        HDF5 + IMAGES * (np.dtype(np.intp).itemsize * sum(parts) + weights),
    )
    crew = session.threads.crew if session.threads.shares_rows else 1
    gradients = (2 + crew) * state.theta.nbytes
    return max(before.peak, before.resident + MORE + 3 * weights + gradients + largest)


def _epoch(session: Session) -> int:
    """Layers' outputs and work space for a batch; the order of the rows, or a buffer of those on disk."""
    train, network = session.prepared.train, session.state.network
    members, itemsize = len(session.state.replicas), session.state.theta.itemsize
    widths = [math.prod(shape) for shape in (network.input_shape, *network.shapes)]
    stepping = 4 * session.experiment.training.batch_of(len(train)) * sum(widths) * itemsize
    if isinstance(train.x, OnDisk):
        return members * (stepping + min(BUFFER + BUFFER // 8, len(train) * train.x.record * itemsize))
    return members * (stepping + np.dtype(np.intp).itemsize * len(train))


def _judging(session: Session, rows: int, members: int, *, pooled: bool = False) -> int:
    """Rows on their way through the layers, the portion that is judged, and what metrics keep of all rows.

    `pooled`: outputs of several members become one before they are judged.
    """
    samples, network = session.prepared.train, session.state.network
    itemsize, outputs = session.state.theta.itemsize, session.prepared.coding.outputs
    passing = min(session.threads.judges * rows_at_a_time(network), rows)
    through = passing * 3 * sum(math.prod(shape) for shape in network.shapes) // 2 * itemsize * members
    if isinstance(samples.x, OnDisk):
        through += passing * samples.x.width * itemsize + READ
    portion = min(JUDGED, rows * outputs)
    ranked = any(metric.kind == "roc_auc" for metric in session.experiment.metrics or ())
    kept = RANKED * rows * (outputs + 1) if ranked else 0
    judged = HELD * portion + kept
    return through + (judged + members * portion * itemsize if pooled else judged * members)
