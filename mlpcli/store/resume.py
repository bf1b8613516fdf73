"""Going on from a checkpoint: the same run further, or another run from its weights."""

from __future__ import annotations

import hashlib
from pathlib import Path

from mlpcli.config.differences import differences, in_words
from mlpcli.errors import CheckpointError, UsageError
from mlpcli.experiment import Experiment
from mlpcli.store.atomic import reason
from mlpcli.store.trained import open_checkpoint
from mlpcli.training.averager import AVERAGE
from mlpcli.training.session import Continuation, Session
from mlpcli.training.transfer import written


def continued(folder: Path, experiment: Experiment) -> tuple[Session, Path]:
    """The run in a folder where it stood, with the experiment's budgets; and the file that it stood in.

    Budgets are the number of epochs, the time and how often is saved. Raises UsageError where the experiment
    is not the one that the run began with, or has fewer epochs than the run has behind it.
    """
    trained = open_checkpoint(folder)
    _check_same(trained.asked, experiment, folder)
    epochs, done = experiment.training.epochs, trained.checkpoint.state.get("epoch", 0)
    if done > epochs:
        raise UsageError(
            f"{folder} has {done} epochs behind it and training.epochs is {epochs}: "
            f"give {done} or more to continue it, or start another run"
        )
    session = trained.session()
    session.experiment = with_budgets(session.experiment, experiment).at(experiment.folder)
    for replica, member in zip(session.state.replicas, session.experiment.members, strict=True):
        replica.experiment = member
    warning = [trained.warning] if trained.warning else []
    session.notes = (*trained.notes, *warning, *_inexact(session.continued[-1]))
    return session, trained.path


def with_budgets(experiment: Experiment, of: Experiment) -> Experiment:
    """The experiment with the budgets of another: what a continued training may have more of."""
    training = experiment.training.model_copy(
        update={name: getattr(of.training, name) for name in ("epochs", "time_limit", "save_every")}
    )
    stopping = experiment.early_stopping
    if stopping is not None and of.early_stopping is not None:
        stopping = stopping.model_copy(update={"seconds": of.early_stopping.seconds})
    return experiment.model_copy(update={"training": training, "early_stopping": stopping})


def _inexact(here: Continuation) -> list[str]:
    if not here.inexact:
        return []
    return [
        "this continuation is not exact: it will differ in the last bits from a training that was never "
        "stopped, since " + "; ".join(here.inexact)
    ]


def _check_same(begun: Experiment, now: Experiment, folder: Path) -> None:
    """The budgets and the name may change; anything else is another run."""
    begun = with_budgets(begun, now).model_copy(update={"name": now.name})
    changes = in_words(differences([begun, now]))
    if changes:
        raise UsageError(
            "\n  ".join([f"the spec is not the one that {folder} began with:", *changes])
            + "\nstart another run, or take its weights with --from"
        )


def take_weights(session: Session, path: Path) -> None:
    """Starts the session from the best weights of a checkpoint. CheckpointError if they do not fit."""
    trained = open_checkpoint(path)
    network, theta = session.state.network, session.state.theta
    given, wanted = trained.checkpoint.weights.best, network.named(theta)
    shapes = {name: array.shape for name, array in given.items()}
    if shapes != {name: array.shape for name, array in wanted.items()}:
        raise CheckpointError(
            f"{trained.path}: its layers do not fit this network; found {written(given)}, "
            f"expected {written(wanted)}"
        )
    for name, place in wanted.items():
        place[...] = given[name]
    session.state.best_theta[...] = theta
    session.taken_from = {"path": str(trained.path.resolve()), "sha256": sha256_of(trained.path)}
    if AVERAGE in session.state.slots:
        session.state.slots[AVERAGE][...] = theta
    session.notes = (*session.notes, *trained.notes, *([trained.warning] if trained.warning else []))


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes. Raises CheckpointError if it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {reason(error)}") from None
