"""Training a stack of trials, in whatever process."""

from __future__ import annotations

import math
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mlpcli.data.prepare import Prepared, prepare
from mlpcli.errors import DataError, MlpError
from mlpcli.experiment import Experiment
from mlpcli.stacking import StructureError
from mlpcli.store.begin import stored_weights
from mlpcli.store.contents import Checkpoint
from mlpcli.store.record import Origin, columns, to_checkpoint
from mlpcli.sweep.identity import identity
from mlpcli.sweep.plan import Stack
from mlpcli.sweep.trial import Result, Status, Trial, data_key
from mlpcli.training.fit import fit
from mlpcli.training.model import units_of
from mlpcli.training.pause import Paused, pause, take_up
from mlpcli.training.session import Session, inputs_of, on_data, start_on
from mlpcli.training.state import Replica, State
from mlpcli.training.transfer import transfer

_prepared: dict[str, Prepared] = {}


@dataclass(frozen=True, eq=False)
class Outcome:
    """The results of a stack's trials, in order, and the checkpoint of the best of them if it has ended.

    `paused` is where the trials stand that can go on, by identity.
    """

    results: tuple[Result, ...]
    best: str = ""
    checkpoint: Checkpoint | None = None
    paused: Mapping[str, Paused] = field(default_factory=dict)


def prepared(experiment: Experiment) -> Prepared:
    """The experiment's data, read once in a process (and not at all in one forked after it was read)."""
    key = data_key(experiment)
    if key not in _prepared:
        _prepared[key] = prepare(experiment.data, experiment.folder, experiment.training.precision)
    return _prepared[key]


def lend(experiment: Experiment, data: Prepared) -> None:
    """From now on these are the experiment's data in this process, which need not read them."""
    _prepared[data_key(experiment)] = data


def train_stack(stack: Stack, objective: str, sign: int) -> Outcome:
    """Trains the trials together; one that cannot be trained fails alone, and says why.

    sign is +1 where less of the objective is better, -1 where more is.
    """
    try:
        return _train(stack, objective, sign)
    except Exception as error:
        if len(stack.trials) == 1:
            expected = isinstance(error, MlpError | StructureError)
            detail = str(error) if expected else "".join(traceback.format_exception(error))
            return Outcome((failed(stack.trials[0], stack.identities[0], detail, stack.share),))
        alone = [train_stack(one, objective, sign) for one in _singles(stack)]
        best = min(alone, key=lambda outcome: sign * _objective(outcome.results[0], objective, sign))
        return Outcome(
            tuple(result for outcome in alone for result in outcome.results),
            best.best,
            best.checkpoint,
            {who: paused for outcome in alone for who, paused in outcome.paused.items()},
        )


def _singles(stack: Stack) -> Iterator[Stack]:
    for i, trial in enumerate(stack.trials):
        yield Stack(stack.number, (trial,), stack.identities[i : i + 1], stack.share, stack.paused[i : i + 1])


def _train(stack: Stack, objective: str, sign: int) -> Outcome:
    trials = stack.trials
    data = prepared(trials[0].experiment)
    if identity(trials[0].experiment, data.fingerprint) != stack.identities[0]:
        raise DataError("the data has changed since the sweep began")
    state = start_on([on_data(trial.experiment, data) for trial in trials], data)
    if stack.paused:
        take_up(state, stack.paused)
    else:
        transfer(state, stored_weights)
    until = trials[0].until(stack.share) if stack.share < 1 else math.inf
    units, inputs = units_of(data.coding), inputs_of(data)
    for _ in fit(state, data.train, data.validation, units=units, heads=data.coding.heads, inputs=inputs):
        if state.epoch >= until:
            break
    results = tuple(
        _result(trial, who, replica, stack.share)
        for trial, who, replica in zip(trials, stack.identities, state.replicas, strict=True)
    )
    paused = {
        result.identity: pause(state, replica)
        for result, replica in zip(results, state.replicas, strict=True)
        if not result.ended
    }
    best = min(range(len(trials)), key=lambda r: sign * _objective(results[r], objective, sign))
    if results[best].status != "done" or not results[best].ended:
        return Outcome(results, paused=paused)
    return Outcome(results, results[best].identity, _checkpoint(trials[best], state, best, data), paused)


def _objective(result: Result, objective: str, sign: int) -> float:
    """The value that ranks; the worst there is for a trial that does not rank."""
    value = result.scores.get(objective, math.nan)
    return value if result.status == "done" and math.isfinite(value) else sign * math.inf


def _result(trial: Trial, identity: str, replica: Replica, share: float) -> Result:
    history = columns(replica.history)
    best = replica.best.epoch - 1  # epochs count from 1; 0 if none was ever the best
    scores = {name: float(column[best]) for name, column in history.items()} if best >= 0 else {}
    status: Status = "diverged" if replica.reason == "diverged" else "done"
    return Result(
        identity=identity,
        trial=trial.name,
        point=trial.point.number,
        seed=trial.seed,
        overrides=dict(trial.overrides),
        status=status,
        detail=replica.detail,
        scores={name: value for name, value in scores.items() if "loss" in name or "validation" in name},
        epochs=len(replica.history),
        best_epoch=replica.best.epoch,
        seconds=replica.history[-1].seconds if replica.history else 0.0,
        until=trial.until(share),
        ended=replica.reason is not None,
        history=history,
    )


def _checkpoint(trial: Trial, state: State, row: int, data: Prepared) -> Checkpoint:
    """The trial's checkpoint, as if it had been trained alone."""
    replica = state.replicas[row]
    session = Session(trial.experiment, replica.experiment, data, state.of(replica))
    session.decide()
    return to_checkpoint(session, Origin(name=trial.name))


def failed(trial: Trial, identity: str, detail: str, share: float = 1.0) -> Result:
    """The result of a trial that could not be trained, and why."""
    return Result(
        identity=identity,
        trial=trial.name,
        point=trial.point.number,
        seed=trial.seed,
        overrides=dict(trial.overrides),
        status="failed",
        detail=detail,
        until=trial.until(share),
    )
