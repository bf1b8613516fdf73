"""A training as what a checkpoint holds, and its history as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.config import dump
from mlpcli.store.contents import Checkpoint, Data, Spec, Weights
from mlpcli.store.environment import THREADS, compiler, environment
from mlpcli.training.events import EpochEnd
from mlpcli.training.session import Session
from mlpcli.training.state import Replica, State
from mlpcli.training.together import overall
from mlpcli.training.watch import is_lost

EPOCH_COLUMNS = ("epoch", "step", "learning_rate", "training_loss", "penalty", "seconds")
VALIDATION = "validation_"
AVERAGED = "averaged_validation_"
MEMBER = "member"


@dataclass(frozen=True)
class Origin:
    """Where a session's experiment came from: the YAML as written, the overrides, the run's name."""

    written: str = ""
    overrides: Sequence[str] = ()
    name: str = ""


def to_checkpoint(
    session: Session,
    origin: Origin,
    metrics: Mapping[str, Mapping[str, float]] | None = None,
    baselines: Mapping[str, Any] | None = None,
) -> Checkpoint:
    """Everything that is needed to understand, use and continue the training."""
    network, weights = session.state.network, session.state.together()
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
        history=history_of(session.state),
        metrics=metrics or {},
        environment={
            **environment(),
            THREADS: session.threads.count,  # the last bits depend on them
            **(compiler() if session.experiment.training.kernels == "fast" else {}),
        },
        baselines=baselines or {},
    )


def _state(session: Session) -> dict[str, Any]:
    state = session.state
    position = {
        "step": state.step,
        "epoch": state.epoch,
        "batch": state.batch,
        "loss_sum": state.loss_sum.tolist(),
        "seconds": state.seconds,
        "order": state.order,
        **({"diagnosis": list(session.diagnosis)} if session.diagnosis else {}),
        "continued": [asdict(one) for one in session.continued if one.step < state.step],
        "taken_from": session.taken_from,
    }
    if len(state.replicas) == 1:
        return {**position, **_of_replica(session.replica)}
    end = overall(state.replicas)
    ended = {"reason": end.reason, "detail": end.detail} if end else {"reason": None, "detail": ""}
    members = [_of_replica(replica) for replica in state.replicas]
    return {**position, "monitor": session.replica.monitor, **ended, "members": members}


def _of_replica(replica: Replica) -> dict[str, Any]:
    return {
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
        **({"divergence": replica.divergence} if replica.divergence else {}),
        "lost": is_lost(replica) and replica.reason is None,
    }


def history_of(state: State) -> dict[str, NDArray[Any]]:
    """The columns of the only network, or those of all members with the number of each in front."""
    if len(state.replicas) == 1:
        return columns(state.replicas[0].history)
    ends = sorted((end for r in state.replicas for end in r.history), key=lambda end: end.epoch)
    return {MEMBER: np.array([end.replica for end in ends], dtype=np.int64), **columns(ends)}


def columns(history: Sequence[EpochEnd]) -> dict[str, NDArray[Any]]:
    """The epochs as columns, those of the validation rows with "validation_" in front.

    Of the mean of the iterates, where one is kept: with "averaged_validation_".
    """
    table = {name: np.array([getattr(end, name) for end in history]) for name in EPOCH_COLUMNS}
    for end in history[:1]:
        table |= {VALIDATION + n: np.array([e.validation[n] for e in history]) for n in end.validation}
        table |= {AVERAGED + n: np.array([e.averaged[n] for e in history]) for n in end.averaged}
    return table


def row_of(end: EpochEnd, *, member: bool = False) -> dict[str, float]:
    """One epoch as a row of the metrics file, named as the columns are; of a member with its number."""
    row: dict[str, float] = {MEMBER: end.replica} if member else {}
    row |= {name: getattr(end, name) for name in EPOCH_COLUMNS}
    row |= {VALIDATION + name: value for name, value in end.validation.items()}
    return row | {AVERAGED + name: value for name, value in end.averaged.items()}


def epochs(history: Mapping[str, NDArray[Any]]) -> list[EpochEnd]:
    """The inverse of `columns`, all members of an ensemble in one list."""
    members = history[MEMBER].tolist() if MEMBER in history else [0] * len(history["epoch"])
    rows = zip(*(history[name].tolist() for name in EPOCH_COLUMNS), strict=True)
    return [
        EpochEnd(
            replica=members[i],
            validation=_measured(history, VALIDATION, i),
            averaged=_measured(history, AVERAGED, i),
            **dict(zip(EPOCH_COLUMNS, row, strict=True)),
        )
        for i, row in enumerate(rows)
    ]


def _measured(history: Mapping[str, NDArray[Any]], start: str, i: int) -> dict[str, float]:
    return {n.removeprefix(start): float(column[i]) for n, column in history.items() if n.startswith(start)}
