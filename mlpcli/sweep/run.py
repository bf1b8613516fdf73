"""A sweep from its trials to its results: what is missing is trained, what is there is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from mlpcli.errors import DataError, SpecError
from mlpcli.store.checkpoint import load, save
from mlpcli.store.trained import open_checkpoint
from mlpcli.sweep import pool
from mlpcli.sweep.identity import identity
from mlpcli.sweep.ledger import Ledger
from mlpcli.sweep.plan import Stack, data_key, plan
from mlpcli.sweep.pool import Finished
from mlpcli.sweep.train import Outcome, failed, prepared, train_stack
from mlpcli.sweep.trial import Result, Trial
from mlpcli.training.loop import Interrupt
from mlpcli.training.session import PARTS


@dataclass(frozen=True)
class Work:
    """What is to be done: trials by identity, those that are finished, and the stacks of the others."""

    trials: dict[str, Trial]
    finished: dict[str, Result]
    unreadable: list[Result]
    stacks: list[Stack]


def work_for(ledger: Ledger, trials: Sequence[Trial], *, jobs: int, size: int | Literal["auto"]) -> Work:
    """Reads the data of every trial, drops what the ledger has, and packs the rest."""
    known = ledger.results()
    sizes: dict[str, tuple[int, int]] = {}
    todo, unreadable = [], []
    by_identity: dict[str, Trial] = {}
    finished: dict[str, Result] = {}
    for trial in trials:
        try:
            data = prepared(trial.experiment)
        except (DataError, SpecError) as error:
            unreadable.append(failed(trial, str(error)))
            continue
        sizes[data_key(trial.experiment)] = data.train.x.shape[-1], data.coding.outputs
        who = identity(trial.experiment, data.fingerprint)
        by_identity[who] = trial
        if who in known:
            finished[who] = _renamed(known[who], trial)
        else:
            todo.append(trial)
    return Work(by_identity, finished, unreadable, plan(todo, sizes, jobs=jobs, size=size))


def _renamed(result: Result, trial: Trial) -> Result:
    """A result of an earlier, smaller sweep under the name and number that the trial has now."""
    return replace(
        result, trial=trial.name, point=trial.point.number, seed=trial.seed, overrides=dict(trial.overrides)
    )


def execute(
    ledger: Ledger,
    work: Work,
    objective: str,
    sign: int,
    *,
    jobs: int,
    interrupt: Interrupt,
    deadline: float | None = None,
) -> Iterator[pool.Event]:
    """Trains the stacks, keeping each in the ledger before telling of it.

    Stops at once when asked to, giving up what is under way; past the deadline (of time.monotonic) it
    begins no other stack.
    """
    for event in pool.run(work.stacks, objective, sign, jobs, interrupt=interrupt, deadline=deadline):
        if isinstance(event, Finished):
            ledger.add(event.outcome)
        yield event


def crown(ledger: Ledger, best: Result, work: Work, objective: str, sign: int) -> Path:
    """Writes best/checkpoint.h5, with the metrics of all parts: the only time that test rows are looked at.

    Most often the trial's checkpoint stands among the candidates; if not, it is trained again, which gives
    the same bytes.
    """
    trial = work.trials[best.identity]
    candidate = ledger.candidate(best.identity)
    if candidate.exists():
        checkpoint = load(candidate)
    else:
        outcome: Outcome = train_stack(Stack(0, (trial,)), objective, sign)
        assert outcome.checkpoint is not None, "it was done before"
        checkpoint = outcome.checkpoint
    path = ledger.folder / "best" / "checkpoint.h5"
    path.parent.mkdir(exist_ok=True)
    save(path, checkpoint)
    model, data = open_checkpoint(path).model(), prepared(trial.experiment)
    samples = {"train": data.train, "validation": data.validation, "test": data.test}
    metrics: dict[str, dict[str, float]] = {
        part: model.scores(samples[part]) for part in PARTS if len(samples[part])
    }
    save(path, replace(checkpoint, metrics=metrics))
    return path
