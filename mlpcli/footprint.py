"""How much memory a training will have taken at its largest, told before it begins."""

from __future__ import annotations

import math

import numpy as np

from mlpcli.data.blocks import BUFFER
from mlpcli.data.memory import peak, resident
from mlpcli.data.ondisk import OnDisk
from mlpcli.training.score import ACTIVATIONS
from mlpcli.training.session import PARTS, Session

MORE = 14 << 20
"""Bytes of what only a training loads: HDF5, the display."""

RANKED = 44
"""Bytes that the ranks of a prediction take, for the area under the curve."""


def peak_of_training(session: Session) -> int | None:
    """Bytes of memory at the peak of this training, the program itself included.

    Reading the data is over, so its peak is known: what this process has had. What training adds to what the
    process has now: layers' outputs and work space for a batch, a buffer of rows that are on disk, and when
    rows are judged a portion's outputs of every layer, and outputs and targets of all rows of a part. None
    where the system does not tell.
    """
    had, has = peak(), resident()
    if had is None or has is None:
        return None
    experiment, prepared, state = session.experiment, session.prepared, session.state
    itemsize = np.dtype(experiment.training.precision).itemsize
    members = len(state.replicas)
    widths = [math.prod(shape) for shape in (state.network.input_shape, *state.network.shapes)]
    batch = experiment.training.batch_of(len(prepared.train))
    stepping = 4 * batch * sum(widths) * itemsize * members
    rows = max(len(session.samples(part)) for part in PARTS)
    portion = min(max(ACTIVATIONS // max(widths), 256), rows)
    buffers = record = 0
    if isinstance(prepared.train.x, OnDisk):
        record = prepared.train.x.record * itemsize
        buffers = members * min(BUFFER + BUFFER // 8, len(prepared.train) * record)
        held = rows * prepared.coding.outputs * itemsize
    else:
        held = 0
        stepping += 8 * len(prepared.train)  # the order of an epoch
    if buffers:
        buffers += 2 * portion * record
    scoring = portion * (max(widths) + sum(widths[1:])) * itemsize * members
    ranks = RANKED if any(metric.kind == "roc_auc" for metric in experiment.metrics or ()) else 0
    judging = held + rows * prepared.coding.outputs * (2 * itemsize + 2 * 8 + ranks) * members
    return max(had, has + MORE + stepping + buffers + scoring + judging)
