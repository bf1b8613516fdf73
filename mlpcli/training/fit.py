"""The training loop, as a generator of events."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence

from mlpcli.metric import Head
from mlpcli.training.crew import Crew
from mlpcli.training.events import Event, Progress, Stopped, StopReason
from mlpcli.training.inputs import NO_NAMES, Inputs
from mlpcli.training.loop import Interrupt, Loop
from mlpcli.training.rows import Rows
from mlpcli.training.score import Units
from mlpcli.training.state import Replica, State
from mlpcli.training.threads import Threads, limited, load


class _Never:
    def is_set(self) -> bool:
        return False


def fit(
    state: State,
    train: Rows,
    validation: Rows,
    *,
    units: Units | None = None,
    heads: Sequence[Head] = (),
    inputs: Inputs = NO_NAMES,
    interrupt: Interrupt | None = None,
    progress_every: float = math.inf,
    batches_every: int | None = None,
) -> Iterator[Event]:
    """Trains until every replica is done or `interrupt` is set; goes on from where the state stands.

    An epoch yields, per replica: EpochEnd, Improved if it is the best so far, Stopped if it was the last.
    Inside an epoch a Progress event comes every `progress_every` seconds, and whenever the number of updates
    is a multiple of `batches_every`. Whenever an event is out, the state is complete: it can be saved, and
    `fit` called on it again gives what this one would have given. A training that was out of time goes on if
    its limit has been raised. `inputs` are names for the message about a training that diverges.
    """
    interrupt = interrupt or _Never()
    training = state.replicas[0].experiment.training
    batch = training.batch_of(train.x.shape[-2])
    for replica in state.active:
        if replica.reason == "time":
            replica.reason, replica.detail = None, ""
    done = {replica: _done(state, replica) for replica in state.active}
    for replica in [replica for replica, reason in done.items() if reason]:
        replica.reason = done[replica]
        yield Stopped(replica.number, state.epoch, done[replica] or "epochs")
    state.leave([replica for replica, reason in done.items() if reason])
    threads = Threads.of(state.replicas[0].experiment, state.network, batch, state.threads, len(state.active))
    state.threads = threads.count
    if training.kernels == "fast":
        load()
    with limited(threads.products), Crew(threads.crew) as crew:
        while state.active:
            loop = Loop(
                state,
                train,
                validation,
                units,
                heads,
                inputs,
                crew,
                shares_rows=threads.shares_rows,
                shares_replicas=threads.shares_replicas,
            )
            alive = len(state.active)
            while len(state.active) == alive:
                if loop.out_of_time():
                    yield from _out_of_time(state)
                    return
                loop.begin()
                until = _next(state.step, batches_every)
                deadline = time.perf_counter() + progress_every
                while not loop.advance(interrupt, min(deadline, loop.deadline), until):
                    if interrupt.is_set():
                        yield from [Stopped(r.number, state.epoch, "interrupted") for r in state.active]
                        return
                    if loop.out_of_time():
                        yield from _out_of_time(state)
                        return
                    yield Progress(state.epoch + 1, state.batch, len(loop.batches), loop.mean_loss())
                    until = _next(state.step, batches_every)
                    deadline = time.perf_counter() + progress_every
                yield from loop.finish()


def _next(step: int, every: int | None) -> float:
    """The update after `step` at which an event is due."""
    return math.inf if every is None else (step // every + 1) * every


def _done(state: State, replica: Replica) -> StopReason | None:
    """Why there is nothing to train in a state between two epochs, if so."""
    experiment, stopping = replica.experiment, replica.experiment.early_stopping
    if experiment.training.epochs <= state.epoch:
        return "epochs"
    limit = stopping.seconds if stopping is not None and state.epoch and not state.batch else None
    return "time" if limit is not None and state.seconds >= limit else None


def _out_of_time(state: State) -> Iterator[Event]:
    """The replicas stop where they stand, and stay in the state: given more time, they go on."""
    for replica in state.active:
        replica.reason = "time"
        replica.detail = "training.time_limit is used up; with a larger one --resume goes on"
    yield from [Stopped(r.number, state.epoch, "time", r.detail) for r in state.active]
