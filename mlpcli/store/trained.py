"""A checkpoint that was read: to go on with, to evaluate, to predict with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from mlpcli.architecture import Network
from mlpcli.config import override, read, validate
from mlpcli.data.coding import Coding
from mlpcli.data.coding.stored import checked
from mlpcli.data.prepare import prepare
from mlpcli.errors import CheckpointError, DataError, SpecError, UsageError
from mlpcli.experiment import Experiment
from mlpcli.store import checkpoint as file
from mlpcli.store.contents import Checkpoint
from mlpcli.store.environment import THREADS, changes
from mlpcli.store.kept import newest_whole
from mlpcli.store.record import Origin, epochs, to_checkpoint
from mlpcli.training.averager import AVERAGE
from mlpcli.training.model import Model
from mlpcli.training.session import NO_AVERAGE, Continuation, Session, Which
from mlpcli.training.state import copied, start
from mlpcli.training.threads import kept

TEMPERATURE = "temperature"
"""In the state, by weights: {"best": 1.5}. A training that goes on leaves it behind."""


@dataclass(frozen=True, eq=False)
class Trained:
    """A checkpoint that was read, and the experiment and coding in it.

    `warning` says so if it is the one before the newest, which is damaged.
    """

    path: Path
    checkpoint: Checkpoint
    experiment: Experiment
    coding: Coding
    warning: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What whoever uses its numbers has to know."""
        if self.checkpoint.sealed:
            return ()
        return (f"{self.path} has no seal: nothing tells whether its contents are what mlp once saved",)

    @property
    def asked(self) -> Experiment:
        """The experiment as it was written, before any `auto` was filled in."""
        spec = self.checkpoint.spec
        document = override(read(spec.written, str(self.path)), list(spec.overrides))
        return validate(document, Experiment).at(self.experiment.folder)

    def model(self, which: Which = "best") -> Model:
        """The network with the weights of its best epoch, the last, or the mean of its iterates.

        Of an ensemble all networks.
        """
        weights, average = self.checkpoint.weights, self.checkpoint.slots.get(AVERAGE)
        arrays = {"best": weights.best, "last": weights.last, "averaged": average}[which]
        if arrays is None:
            raise UsageError(NO_AVERAGE)
        network = self.experiment.network(self.coding.input_shape, self.coding.outputs)
        members = len(self.experiment.members)
        shape = (members, network.size) if members > 1 else (network.size,)
        self._check_size(network, members, arrays)
        theta = np.empty(shape, dtype=self.experiment.training.precision)
        self._fill(network.named(theta), arrays)
        return Model(self.experiment, self.coding, network, theta, temperature=self.temperature(which))

    def temperature(self, which: Which = "best") -> float:
        """What `mlp calibrate` has stored for these weights; 1 if nothing."""
        stored = self.checkpoint.state.get(TEMPERATURE, {})
        T = stored.get(which, 1.0) if isinstance(stored, dict) else None
        if not isinstance(T, int | float) or isinstance(T, bool) or not 0 < T < math.inf:
            raise CheckpointError(f"{self.path} is damaged: its temperature is no positive number")
        return float(T)

    def calibrated(self, which: Which, temperature: float) -> Trained:
        """The same with a temperature for these weights; 1 removes it."""
        state = dict(self.checkpoint.state)
        by_weights = {**state.pop(TEMPERATURE, {}), which: temperature}
        kept = {name: T for name, T in by_weights.items() if T != 1}
        return replace(
            self, checkpoint=replace(self.checkpoint, state=state | ({TEMPERATURE: kept} if kept else {}))
        )

    def save(self) -> None:
        """Replaces the file that it was read from, as a whole.

        Raises CheckpointError, also for a file without a seal: a new one would vouch for what nobody knows.
        """
        if not self.checkpoint.sealed:
            raise CheckpointError(f"{self.path} has no seal, and is not sealed anew: train the run again")
        file.save(self.path, self.checkpoint)

    def session(self) -> Session:
        """The training where it stood. Raises DataError if the data is not what it was."""
        experiment, stored = self.experiment, self.checkpoint
        prepared = prepare(experiment.data, experiment.folder, experiment.training.precision)
        if prepared.fingerprint != stored.data.fingerprint:
            raise DataError(
                "the data has changed since this training began: it cannot be continued; start another run"
            )
        shape = prepared.coding.input_shape
        watched = len(prepared.validation) > 0
        session = Session(
            self.asked,
            experiment,
            prepared,
            start(experiment.members, shape, prepared.coding.outputs, has_validation=watched),
        )
        self._restore(session)
        state, inexact = session.state, changes(stored.environment)
        if state.threads is not None and not kept(state.threads):
            state.threads = None  # `inexact` says so; from now on those that suit this machine
        here = Continuation(state.step, state.epoch, state.batch, experiment.training.epochs, inexact)
        session.continued = (*session.continued, here)
        return session

    def _restore(self, session: Session) -> None:
        state, stored = session.state, self.checkpoint.state
        network = state.network
        self._fill(network.named(state.theta), self.checkpoint.weights.last)
        self._fill(network.named(state.best_theta), self.checkpoint.weights.best)
        for name, slot in state.slots.items():
            self._fill(network.named(slot), self.checkpoint.slots.get(name, {}))
        try:
            state.step, state.epoch, state.batch = stored["step"], stored["epoch"], stored["batch"]
            state.seconds = stored["seconds"]
            state.threads = self.checkpoint.environment.get(THREADS)
            session.taken_from = stored.get("taken_from")
            session.continued = tuple(
                Continuation(**{**one, "inexact": tuple(one["inexact"])})
                for one in stored.get("continued", ())
            )
            for replica, own in zip(state.replicas, stored.get("members", [stored]), strict=True):
                replica.batches.bit_generator.state = own["generators"]["batches"]
                replica.noise.bit_generator.state = own["generators"]["noise"]
                for key, value in own["best"].items():
                    setattr(replica.best, key, value)
                if own["reason"] not in (None, "epochs", "interrupted", "time"):
                    replica.reason, replica.detail = own["reason"], own["detail"]
                    replica.divergence = own.get("divergence")
                elif own.get("lost"):  # its epoch will end, and it with it
                    replica.weights, replica.detail = copied(state.weights(replica)), own["detail"]
            for end in epochs(self.checkpoint.history):
                state.replicas[end.replica].history.append(end)
            state.leave([replica for replica in state.replicas if replica.reason])
            state.order = stored["order"]  # of those that are left, as is the sum
            if state.batch:
                state.loss_sum = np.array(stored["loss_sum"], dtype=np.float64)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise CheckpointError(f"{self.path} is damaged: its state cannot be restored ({error})") from None

    def _check_size(self, network: Network, members: int, arrays: Mapping[str, NDArray[Any]]) -> None:
        """A spec may ask for a network that no memory holds; what the file holds is known to fit."""
        found = sum(array.size for array in arrays.values())
        if found != members * network.size:
            raise CheckpointError(
                f"{self.path}: its weights are {found:,} numbers, and the network of its spec has "
                f"{members * network.size:,}"
            )

    def _fill(self, places: Mapping[str, NDArray[Any]], arrays: Mapping[str, NDArray[Any]]) -> None:
        for name, place in places.items():
            if name not in arrays or arrays[name].shape != place.shape:
                found = f"of shape {arrays[name].shape}" if name in arrays else "missing"
                raise CheckpointError(f"{self.path}: array {name} is {found}, expected shape {place.shape}")
            place[...] = arrays[name]


def open_checkpoint(path: str | Path) -> Trained:
    """The checkpoint in a file, or in a run's folder; if it is damaged, the one before it.

    Raises CheckpointError.
    """
    return _understood(*newest_whole(file.locate(Path(path))))


def open_whole(path: Path) -> Trained:
    """The checkpoint in this very file. Raises CheckpointError."""
    return _understood(path, file.load(path))


def _understood(path: Path, stored: Checkpoint, warning: str = "") -> Trained:
    try:
        experiment = validate(read(stored.spec.resolved, str(path)), Experiment)
        coding = checked(Coding.load(cast(Any, stored.data.coding)))
    except (SpecError, LookupError, AttributeError, ValueError, TypeError, OverflowError) as error:
        raise CheckpointError(f"{path} is damaged or of another version: {error}") from None
    return Trained(path, stored, experiment.at(Path(stored.spec.folder)), coding, warning)


def save(session: Session, path: str | Path, origin: Origin | None = None) -> None:
    """Writes the session's checkpoint, replacing the file as a whole. Raises CheckpointError."""
    file.save(Path(path), to_checkpoint(session, origin or Origin()))
