"""A stretch of a training done once more, to see whether it ends in the same bytes.

The newest checkpoint is computed again from the one before it, or from the beginning, and compared: weights,
best weights, slots, history, generators, early stopping, and the metrics if it has any. Times are not: they
never repeat.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.errors import DataError, UsageError
from mlpcli.experiment import Experiment
from mlpcli.store.begin import begin
from mlpcli.store.checkpoint import locate
from mlpcli.store.contents import Checkpoint
from mlpcli.store.environment import THREADS, changes
from mlpcli.store.kept import PREVIOUS
from mlpcli.store.record import Origin, to_checkpoint
from mlpcli.store.resume import sha256_of, take_weights, with_budgets
from mlpcli.store.trained import Trained, open_whole
from mlpcli.training.events import EpochEnd, Stopped
from mlpcli.training.session import Session
from mlpcli.training.state import State

_PASSING = ("diagnosis", "seconds", "continued", "taken_from")
"""What the state says of this training's own course, which a replay does not share."""


@dataclass(frozen=True)
class Place:
    """After `batch` batches of the epoch behind `epoch` whole ones: `step` updates in all."""

    epoch: int
    batch: int
    step: int

    def __str__(self) -> str:
        return f"epoch {self.epoch}" + (f", batch {self.batch} of the next" if self.batch else "")


@dataclass(frozen=True)
class Replay:
    """What was done once more and what came out; `changed` says how this environment is another than
    any that the training had in this stretch.
    """

    checkpoint: Path
    source: Path | None
    start: Place
    end: Place
    differences: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Whether every byte is the same."""
        return not self.differences


def replay(path: Path, *, from_beginning: bool = False) -> Replay:
    """Computes a checkpoint again, and compares.

    Raises CheckpointError if it cannot be read, DataError if the data has changed, UsageError where there is
    nothing to begin from.
    """
    target = open_whole(locate(path))
    source = target.path.with_name(PREVIOUS)
    previous = None if from_beginning or not source.exists() else open_whole(source)
    if previous is not None and _step(previous) >= _step(target):
        previous = None
    session = _again(target) if previous is None else previous.session()
    state, stored = session.state, target.checkpoint
    experiment = with_budgets(session.experiment, _unlimited(target.experiment))
    session.experiment = experiment.at(target.experiment.folder)
    for replica, member in zip(state.replicas, session.experiment.members, strict=True):
        replica.experiment = member
    state.threads = stored.environment.get(THREADS)
    start = Place(state.epoch, state.batch, state.step)
    _advance(session, _Position.of(stored))
    again = to_checkpoint(session, Origin(), session.all_scores() if stored.metrics else {})
    found = tuple(differences(stored, again))
    planned = {one["epochs"] for one in stored.state.get("continued", ())} | {experiment.training.epochs}
    if found and previous is None and len(planned) > 1:  # a schedule may have had another length
        raise UsageError(
            f"{target.path} cannot be replayed from its beginning: training.epochs was changed on the way "
            f"({', '.join(map(str, sorted(planned)))})"
        )
    return Replay(
        target.path,
        None if previous is None else source,
        start,
        Place(state.epoch, state.batch, state.step),
        found,
        (*changes(stored.environment), *stored.inexact(since=start.step)),
    )


def _unlimited(experiment: Experiment) -> Experiment:
    """Without the limits that depend on the clock: the replay ends where the checkpoint stands."""
    training = experiment.training.model_copy(update={"time_limit": None})
    stopping = experiment.early_stopping
    if stopping is not None:
        stopping = stopping.model_copy(update={"seconds": None})
    return experiment.model_copy(update={"training": training, "early_stopping": stopping})


def _again(target: Trained) -> Session:
    """The training of a checkpoint before its first update. UsageError where it cannot be had again."""
    stored = target.checkpoint.state
    session = begin(target.asked)
    if session.prepared.fingerprint != target.checkpoint.data.fingerprint:
        raise DataError(f"{target.path} cannot be replayed: the data has changed since its training began")
    taken = stored.get("taken_from")
    if taken is not None:
        if sha256_of(Path(taken["path"])) != taken["sha256"]:
            raise UsageError(
                f"{target.path} cannot be replayed from its beginning: it took its first weights from "
                f"{taken['path']}, which is another file now"
            )
        take_weights(session, Path(taken["path"]))
    return session


@dataclass(frozen=True)
class _Position:
    """Where the replay has to stop; `inside`: an epoch had begun, if only by drawing its order."""

    step: int
    epoch: int
    batch: int
    inside: bool

    @classmethod
    def of(cls, checkpoint: Checkpoint) -> _Position:
        state = checkpoint.state
        return cls(state["step"], state["epoch"], state["batch"], bool(state["order"]))


@dataclass(frozen=True)
class _Reached:
    """Asks to stop before the batch that is one too many."""

    state: State
    target: _Position

    def is_set(self) -> bool:
        state, target = self.state, self.target
        return target.inside and state.step >= target.step and state.epoch >= target.epoch


def _advance(session: Session, target: _Position) -> None:
    state = session.state
    if state.epoch >= target.epoch and state.step >= target.step and not target.inside:
        return
    for event in session.fit(interrupt=_Reached(state, target)):
        ended = isinstance(event, EpochEnd | Stopped)
        if ended and (state.epoch > target.epoch or (state.epoch == target.epoch and not target.inside)):
            return


def differences(stored: Checkpoint, again: Checkpoint) -> Iterator[str]:
    """What differs between a checkpoint and its replay, a clause each."""
    groups: list[tuple[str, Mapping[str, Any], Mapping[str, Any]]] = [
        ("data/coding", stored.data.coding, again.data.coding),
        ("data/partition", stored.data.partition, again.data.partition),
        ("weights/last", stored.weights.last, again.weights.last),
        ("weights/best", stored.weights.best, again.weights.best),
        *(
            (f"optimizer/{slot}", stored.slots.get(slot, {}), again.slots.get(slot, {}))
            for slot in sorted({*stored.slots, *again.slots})
        ),
        ("history", _timeless(stored.history), _timeless(again.history)),
    ]
    for folder, ours, theirs in groups:
        for name in sorted({*ours, *theirs}):
            if name not in ours or name not in theirs:
                yield f"{folder}/{name} is only in {'the checkpoint' if name in ours else 'the replay'}"
            elif said := _difference(ours[name], theirs[name]):
                yield f"{folder}/{name}: {said}"
    for name, (ours, theirs) in {
        "state": (_state(stored.state, stored), _state(again.state, stored)),
        "metrics": (stored.metrics, again.metrics),
    }.items():
        for key in sorted({*ours, *theirs}):
            one, other = _text(ours.get(key)), _text(theirs.get(key))
            if one != other:
                yield f"{name}/{key}: {one} in the checkpoint, {other} again"


def _difference(ours: Any, theirs: Any) -> str:
    if not isinstance(ours, np.ndarray) or not isinstance(theirs, np.ndarray):
        return "" if _text(ours) == _text(theirs) else "another value"
    if (ours.shape, ours.dtype) != (theirs.shape, theirs.dtype):
        return f"{ours.dtype} of shape {ours.shape}, and {theirs.dtype} of shape {theirs.shape} again"
    if ours.tobytes() == theirs.tobytes():
        return ""
    others = ~((ours == theirs) | ((ours != ours) & (theirs != theirs)))
    if ours.dtype.kind != "f":
        return f"{others.sum():,} of {ours.size:,} differ"
    with np.errstate(all="ignore"):
        most = np.nanmax(np.abs(ours.astype(np.float64) - theirs)[others], initial=0.0)
    return f"{others.sum():,} of {ours.size:,} numbers differ, by {most:.3g} at most"


def _timeless(history: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    return {name: column for name, column in history.items() if name != "seconds"}


def _state(state: Mapping[str, Any], stored: Checkpoint) -> dict[str, Any]:
    """Without what depends on the clock."""
    kept = {name: value for name, value in state.items() if name not in _PASSING}
    if stored.state.get("reason") == "time":
        kept = {name: value for name, value in kept.items() if name not in ("reason", "detail")}
        if "members" in kept:
            kept["members"] = [
                {name: value for name, value in member.items() if name not in ("reason", "detail")}
                for member in kept["members"]
            ]
    return kept


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _step(trained: Trained) -> int:
    step: int = trained.checkpoint.state["step"]
    return step
