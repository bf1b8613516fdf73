"""Laying a training down between two epochs, and taking it up again in any stack, as if nothing had been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mlpcli.training.events import EpochEnd
from mlpcli.training.state import Replica, State, Weights, copied


@dataclass(frozen=True, eq=False)
class Paused:
    """One replica between two epochs: all that its training goes on from.

    `batches` and `noise` are the states of its generators, `best` is the value, epoch and waiting time of
    its best epoch.
    """

    weights: Weights
    batches: Any
    noise: Any
    best: tuple[float, int, int]
    history: tuple[EpochEnd, ...]

    @property
    def epoch(self) -> int:
        """Epochs done."""
        return self.history[-1].epoch if self.history else 0


def pause(state: State, replica: Replica) -> Paused:
    """The replica as it stands, in memory of its own. An epoch under way is not looked at."""
    best = replica.best
    return Paused(
        weights=copied(state.weights(replica)),
        batches=replica.batches.bit_generator.state,
        noise=replica.noise.bit_generator.state,
        best=(best.value, best.epoch, best.waited),
        history=tuple(replica.history),
    )


def take_up(state: State, paused: Sequence[Paused]) -> None:
    """Puts paused replicas, all of them after the same epoch, into a state that has not begun."""
    if len({one.epoch for one in paused}) > 1:
        raise ValueError("paused after different epochs")
    for replica, one in zip(state.replicas, paused, strict=True):
        own = state.weights(replica)
        own.last[...], own.best[...] = one.weights.last, one.weights.best
        for name, slot in own.slots.items():
            slot[...] = one.weights.slots[name]
        replica.batches.bit_generator.state = one.batches
        replica.noise.bit_generator.state = one.noise
        replica.best.value, replica.best.epoch, replica.best.waited = one.best
        replica.history[:] = one.history
    if paused and paused[0].history:
        last = [one.history[-1] for one in paused]
        state.step, state.epoch = last[0].step, last[0].epoch
        state.seconds = max(end.seconds for end in last)
