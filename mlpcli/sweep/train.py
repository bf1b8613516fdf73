"""Training a stack of trials, in whatever process."""

from __future__ import annotations

import math
import traceback
from collections.abc import Sequence
from dataclasses import dataclass

from mlpcli.data.prepare import Prepared, prepare
from mlpcli.errors import MlpError
from mlpcli.experiment import Experiment
from mlpcli.stacking import StructureError
from mlpcli.store.contents import Checkpoint
from mlpcli.store.record import Origin, columns, to_checkpoint
from mlpcli.sweep.identity import identity
from mlpcli.sweep.plan import Stack, data_key
from mlpcli.sweep.trial import Result, Status, Trial
from mlpcli.training.fit import fit
from mlpcli.training.model import units_of
from mlpcli.training.session import Session
from mlpcli.training.state import Replica, State, start

_prepared: dict[str, Prepared] = {}


@dataclass(frozen=True, eq=False)
class Outcome:
    """The results of a stack's trials, in order, and the checkpoint of the best of them."""

    results: tuple[Result, ...]
    best: str = ""
    checkpoint: Checkpoint | None = None


def prepared(experiment: Experiment) -> Prepared:
    """The experiment's data, read once in a process (and not at all in one forked after it was read)."""
    key = data_key(experiment)
    if key not in _prepared:
        _prepared[key] = prepare(experiment.data, experiment.folder, experiment.training.precision)
    return _prepared[key]


def train_stack(stack: Stack, objective: str, sign: int) -> Outcome:
    """Trains the trials together; one that cannot be trained fails alone, and says why.

    sign is +1 where less of the objective is better, -1 where more is.
    """
    try:
        return _train(stack.trials, objective, sign)
    except Exception as error:
        if len(stack.trials) == 1:
            expected = isinstance(error, MlpError | StructureError)
            detail = str(error) if expected else "".join(traceback.format_exception(error))
            return Outcome((failed(stack.trials[0], detail),))
        alone = [train_stack(Stack(stack.number, (trial,)), objective, sign) for trial in stack.trials]
        best = min(alone, key=lambda outcome: sign * _objective(outcome.results[0], objective, sign))
        return Outcome(tuple(r for outcome in alone for r in outcome.results), best.best, best.checkpoint)


def _train(trials: Sequence[Trial], objective: str, sign: int) -> Outcome:
    data = prepared(trials[0].experiment)
    watched, heads = len(data.validation) > 0, data.coding.heads
    experiments = [
        trial.experiment.resolve(
            data.data, data.coding.task, rows=len(data.train), has_validation=watched, heads=heads
        )
        for trial in trials
    ]
    state = start(experiments, data.train.x.shape[1:], data.coding.outputs, has_validation=watched)
    units = units_of(data.coding)
    for _ in fit(state, data.train, data.validation, units=units, heads=heads):
        pass
    results = tuple(
        _result(trial, replica, data.fingerprint)
        for trial, replica in zip(trials, state.replicas, strict=True)
    )
    best = min(range(len(trials)), key=lambda r: sign * _objective(results[r], objective, sign))
    if results[best].status != "done":
        return Outcome(results)
    return Outcome(results, results[best].identity, _checkpoint(trials[best], state, best, data))


def _objective(result: Result, objective: str, sign: int) -> float:
    """The value that ranks; the worst there is for a trial that does not rank."""
    value = result.scores.get(objective, math.nan)
    return value if result.status == "done" and math.isfinite(value) else sign * math.inf


def _result(trial: Trial, replica: Replica, fingerprint: str) -> Result:
    history = columns(replica.history)
    best = replica.best.epoch - 1  # epochs count from 1; 0 if none was ever the best
    scores = {name: float(column[best]) for name, column in history.items()} if best >= 0 else {}
    status: Status = "diverged" if replica.reason == "diverged" else "done"
    return Result(
        identity=identity(trial.experiment, fingerprint),
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
        history=history,
    )


def _checkpoint(trial: Trial, state: State, row: int, data: Prepared) -> Checkpoint:
    """The trial's checkpoint, as if it had been trained alone."""
    replica = state.replicas[row]
    session = Session(trial.experiment, replica.experiment, data, state.of(replica))
    return to_checkpoint(session, Origin(name=trial.name))


def failed(trial: Trial, detail: str) -> Result:
    """The result of a trial that could not be trained, and why."""
    data = _prepared.get(data_key(trial.experiment))
    return Result(
        identity=identity(trial.experiment, data.fingerprint if data else ""),
        trial=trial.name,
        point=trial.point.number,
        seed=trial.seed,
        overrides=dict(trial.overrides),
        status="failed",
        detail=detail,
    )
