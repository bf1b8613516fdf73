"""A training that has ended, as the analyses of `mlp analyze` take it, without a file between."""

from __future__ import annotations

from pathlib import Path

from mlpcli.analysis.subject import Run
from mlpcli.store.record import Origin, to_checkpoint
from mlpcli.store.trained import Trained
from mlpcli.training.session import Session


def run_of(session: Session, name: str) -> Run:
    """Its last weights."""
    stored = to_checkpoint(session, Origin())
    return Run(Trained(Path(name), stored, session.experiment, session.prepared.coding), "last")
