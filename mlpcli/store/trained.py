"""A training as a checkpoint, and back: to go on with, to evaluate, to predict with."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

import mlpcli
from mlpcli.config import dump, override, read, validate
from mlpcli.data.coding import Coding
from mlpcli.data.prepare import prepare
from mlpcli.errors import CheckpointError, DataError, SpecError
from mlpcli.experiment import Experiment
from mlpcli.store import checkpoint as file
from mlpcli.store.contents import Checkpoint, Data, Spec, Weights
from mlpcli.training.events import EpochEnd
from mlpcli.training.model import Model
from mlpcli.training.session import Session, Which
from mlpcli.training.state import start

EPOCH_COLUMNS = ("epoch", "step", "learning_rate", "training_loss", "penalty", "seconds")
VALIDATION = "validation_"


@dataclass(frozen=True)
class Origin:
    """Where a session's experiment came from: the YAML as written, the overrides, the run's name."""

    written: str = ""
    overrides: Sequence[str] = ()
    name: str = ""


def save(session: Session, path: str | Path, origin: Origin | None = None) -> None:
    """Writes the session's checkpoint, replacing the file as a whole. Raises CheckpointError."""
    file.save(Path(path), to_checkpoint(session, origin or Origin()))


def to_checkpoint(
    session: Session, origin: Origin, metrics: Mapping[str, Mapping[str, float]] | None = None
) -> Checkpoint:
    """Everything that is needed to understand, use and continue the training."""
    network, weights = session.state.network, session.state.weights(session.replica)
    partition = session.prepared.partition
    experiment = session.experiment
    return Checkpoint(
        spec=Spec(
            resolved=dump(experiment),
            written=origin.written or dump(session.asked),
            overrides=tuple(origin.overrides),
            folder=str(experiment.folder.resolve()),
            name=origin.name,
        ),
        data=Data(
            coding=session.prepared.coding.dump(),
            partition={part: np.asarray(rows) for part, rows in partition.by_part().items()},
            fingerprint=session.prepared.fingerprint,
        ),
        weights=Weights(last=network.named(weights.last), best=network.named(weights.best)),
        slots={name: network.named(slot) for name, slot in weights.slots.items()},
        state=_state(session),
        history=columns(session.replica.history),
        metrics=metrics or {},
        environment=environment(),
    )


def _state(session: Session) -> dict[str, Any]:
    state, replica = session.state, session.replica
    return {
        "step": state.step,
        "epoch": state.epoch,
        "batch": state.batch,
        "loss_sum": float(state.loss_sum),
        "seconds": state.seconds,
        "order": state.order,
        "generators": {
            "batches": replica.batches.bit_generator.state,
            "noise": replica.noise.bit_generator.state,
        },
        "monitor": replica.monitor,
        "best": {
            key: value for key, value in asdict(replica.best).items() if key in ("value", "epoch", "waited")
        },
        "reason": replica.reason,
        "detail": replica.detail,
    }


def columns(history: Sequence[EpochEnd]) -> dict[str, NDArray[Any]]:
    """The epochs as columns, those of the validation rows with "validation_" in front."""
    table = {name: np.array([getattr(end, name) for end in history]) for name in EPOCH_COLUMNS}
    measured = history[0].validation if history else {}
    return table | {
        VALIDATION + name: np.array([end.validation[name] for end in history]) for name in measured
    }


def row_of(end: EpochEnd) -> dict[str, float]:
    """One epoch as a row of the metrics file, named as the columns are."""
    return {name: getattr(end, name) for name in EPOCH_COLUMNS} | {
        VALIDATION + name: value for name, value in end.validation.items()
    }


def environment() -> dict[str, Any]:
    """Versions and machine, for whoever wants to reproduce a run."""
    return {
        "mlpcli": mlpcli.__version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "system": platform.system(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
    }


@dataclass(frozen=True, eq=False)
class Trained:
    """A checkpoint that was read, and the experiment and coding in it."""

    path: Path
    checkpoint: Checkpoint
    experiment: Experiment
    coding: Coding

    @property
    def asked(self) -> Experiment:
        """The experiment as it was written, before any `auto` was filled in."""
        spec = self.checkpoint.spec
        document = override(read(spec.written, str(self.path)), list(spec.overrides))
        return validate(document, Experiment).at(self.experiment.folder)

    def model(self, which: Which = "best") -> Model:
        """The network with the weights of its best epoch, or the last."""
        arrays = self.checkpoint.weights.best if which == "best" else self.checkpoint.weights.last
        network = self.experiment.network((len(self.coding.feature_names),), self.coding.outputs)
        theta = np.empty(network.size, dtype=self.experiment.training.precision)
        self._fill(network.named(theta), arrays)
        return Model(self.experiment, self.coding, network, theta)

    def session(self) -> Session:
        """The training where it stood. Raises DataError if the data is not what it was."""
        experiment, stored = self.experiment, self.checkpoint
        prepared = prepare(experiment.data, experiment.folder, experiment.training.precision)
        if prepared.fingerprint != stored.data.fingerprint:
            raise DataError(
                "the data has changed since this training began: it cannot be continued; start another run"
            )
        shape = prepared.train.x.shape[1:]
        watched = len(prepared.validation) > 0
        session = Session(
            self.asked,
            experiment,
            prepared,
            start([experiment], shape, prepared.coding.outputs, has_validation=watched),
        )
        self._restore(session)
        return session

    def _restore(self, session: Session) -> None:
        state, replica, stored = session.state, session.replica, self.checkpoint.state
        network = state.network
        self._fill(network.named(state.theta), self.checkpoint.weights.last)
        self._fill(network.named(state.best_theta), self.checkpoint.weights.best)
        for name, slot in state.slots.items():
            self._fill(network.named(slot), self.checkpoint.slots.get(name, {}))
        try:
            state.step, state.epoch, state.batch = stored["step"], stored["epoch"], stored["batch"]
            state.loss_sum = np.array(stored["loss_sum"], dtype=np.float64)
            state.seconds, state.order = stored["seconds"], stored["order"]
            replica.batches.bit_generator.state = stored["generators"]["batches"]
            replica.noise.bit_generator.state = stored["generators"]["noise"]
            for key, value in stored["best"].items():
                setattr(replica.best, key, value)
            replica.history[:] = epochs(self.checkpoint.history)
            if stored["reason"] in ("diverged", "early_stopping"):
                replica.reason, replica.detail = stored["reason"], stored["detail"]
        except (KeyError, TypeError, ValueError) as error:
            raise CheckpointError(f"{self.path} is damaged: its state cannot be restored ({error})") from None
        if replica.reason:
            state.leave([replica])

    def _fill(self, places: Mapping[str, NDArray[Any]], arrays: Mapping[str, NDArray[Any]]) -> None:
        for name, place in places.items():
            if name not in arrays or arrays[name].shape != place.shape:
                found = f"of shape {arrays[name].shape}" if name in arrays else "missing"
                raise CheckpointError(f"{self.path}: array {name} is {found}, expected shape {place.shape}")
            place[...] = arrays[name]


def epochs(history: Mapping[str, NDArray[Any]]) -> list[EpochEnd]:
    """The inverse of `columns`."""
    measured = [name for name in history if name.startswith(VALIDATION)]
    rows = zip(*(history[name].tolist() for name in EPOCH_COLUMNS), strict=True)
    return [
        EpochEnd(
            replica=0,
            validation={name.removeprefix(VALIDATION): float(history[name][i]) for name in measured},
            **dict(zip(EPOCH_COLUMNS, row, strict=True)),
        )
        for i, row in enumerate(rows)
    ]


def open_checkpoint(path: str | Path) -> Trained:
    """The checkpoint in a file, or in a run's folder. Raises CheckpointError."""
    path = file.locate(Path(path))
    stored = file.load(path)
    try:
        experiment = validate(read(stored.spec.resolved, str(path)), Experiment)
        coding = Coding.load(cast(Any, stored.data.coding))
    except (SpecError, KeyError, ValueError, TypeError) as error:
        raise CheckpointError(f"{path} is damaged or of another version: {error}") from None
    return Trained(path, stored, experiment.at(Path(stored.spec.folder)), coding)
