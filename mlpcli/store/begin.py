"""The beginning of a training that may start from stored networks."""

from __future__ import annotations

from pathlib import Path

from mlpcli.arrays import Params
from mlpcli.data.prepare import Watch
from mlpcli.experiment import Experiment
from mlpcli.training.session import Session


def begin(experiment: Experiment, watch: Watch | None = None) -> Session:
    """Session.begin(experiment), with weights from checkpoints where its initializations ask for them.

    `watch` sees the data as it was read. Raises CheckpointError for a file that cannot be read or of which
    nothing fits.
    """
    return Session.begin(experiment, stored_weights, watch)


def stored_weights(path: Path) -> Params:
    """The weights of a checkpoint's best epoch by name. Raises CheckpointError."""
    from mlpcli.store.checkpoint import load

    return load(path).weights.best
