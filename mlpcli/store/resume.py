"""Going on from a checkpoint: the same run further, or another run from its weights."""

from __future__ import annotations

from pathlib import Path

from mlpcli.config.differences import differences
from mlpcli.errors import CheckpointError, UsageError
from mlpcli.experiment import Experiment
from mlpcli.store.trained import open_checkpoint
from mlpcli.training.averager import AVERAGE
from mlpcli.training.session import Session
from mlpcli.training.transfer import written


def continued(folder: Path, experiment: Experiment) -> Session:
    """The run in a folder where it stood, with the experiment's number of epochs.

    Raises UsageError where the experiment is not the one that the run began with, or has fewer epochs than
    the run has behind it.
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
    training = session.experiment.training.model_copy(update={"epochs": epochs})
    session.experiment = session.experiment.model_copy(update={"training": training}).at(experiment.folder)
    for replica, member in zip(session.state.replicas, session.experiment.members, strict=True):
        replica.experiment = member
    return session


def _check_same(begun: Experiment, now: Experiment, folder: Path) -> None:
    """The number of epochs and the name may change; anything else is another run."""
    changes = differences(_comparable(begun), _comparable(now))
    if changes:
        raise UsageError(
            "\n  ".join([f"the spec is not the one that {folder} began with:", *changes])
            + "\nstart another run, or take its weights with --from"
        )


def _comparable(experiment: Experiment) -> Experiment:
    training = experiment.training.model_copy(update={"epochs": 0})
    return experiment.model_copy(update={"training": training, "name": None})


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
    if AVERAGE in session.state.slots:
        session.state.slots[AVERAGE][...] = theta
