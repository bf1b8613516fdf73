"""A training as its command asks for it: from the beginning, or from where an old run stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mlpcli.cli.request import Request
from mlpcli.config import Document, placed
from mlpcli.config.experiment import experiment_in
from mlpcli.errors import SpecError
from mlpcli.store.begin import begin
from mlpcli.store.checkpoint import FILE_NAME
from mlpcli.store.kept import PREVIOUS
from mlpcli.store.resume import continued, take_weights
from mlpcli.training.session import Session
from mlpcli.training.together import overall


@dataclass(frozen=True, eq=False)
class Begun:
    """A session, and the number of updates in its newest checkpoint, if there is one that is whole.

    `stands` tells where an old run is taken up; "" for a new one.
    """

    session: Session
    step: int | None = None
    stands: str = ""


def begun(request: Request, document: Document, old: Path) -> Begun:
    """The training of the document, whose run is or would be in the folder `old`.

    Raises SpecError, DataError, CheckpointError, and UsageError where the old run is another one.
    """
    experiment = experiment_in(document, request.spec)
    if request.resume and any((old / name).exists() for name in (FILE_NAME, PREVIOUS)):
        session, path = continued(old, experiment)
        step = session.state.step if path.name == FILE_NAME else None
        return Begun(session, step, _where_it_stands(session, old))
    try:
        session = begin(experiment)
    except SpecError as error:
        raise placed(document, error) from None
    if request.from_ is not None:
        take_weights(session, request.from_)
    return Begun(session)


def _where_it_stands(session: Session, folder: Path) -> str:
    replicas = session.state.replicas
    epoch, planned = max(len(r.history) for r in replicas), session.experiment.training.epochs
    end = overall(replicas)
    if end is not None:
        return f"{folder} ended after {epoch} epochs ({end.reason}): nothing is left to train"
    if epoch < planned:
        return f"continuing {folder} after {epoch} of {planned} epochs"
    return f"{folder} has all its {epoch} epochs behind it; a larger training.epochs trains on"
