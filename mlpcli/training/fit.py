"""The training loop, as a generator of events."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence

from mlpcli.metric import Head
from mlpcli.training.divergence import NO_NAMES, Inputs
from mlpcli.training.events import Event, Progress, Stopped
from mlpcli.training.loop import Interrupt, Loop, Rows
from mlpcli.training.score import Units
from mlpcli.training.state import State
from mlpcli.training.threads import choose, limited, load


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
) -> Iterator[Event]:
    """Trains until every replica is done or `interrupt` is set; goes on from where the state stands.

    An epoch yields, per replica: EpochEnd, Improved if it is the best so far, Stopped if it was the last.
    Inside an epoch a Progress event comes every `progress_every` seconds. Whenever an event is out, the
    state is complete: it can be saved, and `fit` called on it again gives what this one would have given.
    `inputs` are names for the message about a training that diverges.
    """
    interrupt = interrupt or _Never()
    training = state.replicas[0].experiment.training
    batch = training.batch_of(train.x.shape[-2])
    untrained = [r for r in state.active if r.experiment.training.epochs <= state.epoch]
    for replica in untrained:
        replica.reason = "epochs"
        yield Stopped(replica.number, state.epoch, "epochs")
    state.leave(untrained)
    if training.kernels == "fast":
        load()
    with limited(choose(training.threads, state.network, batch)):
        while state.active:
            loop = Loop(state, train, validation, units, heads, inputs)
            alive = len(state.active)
            while len(state.active) == alive:
                loop.begin()
                while not loop.advance(interrupt, time.perf_counter() + progress_every):
                    if interrupt.is_set():
                        yield from [Stopped(r.number, state.epoch, "interrupted") for r in state.active]
                        return
                    yield Progress(state.epoch + 1, state.batch, len(loop.batches), loop.mean_loss())
                yield from loop.finish()
