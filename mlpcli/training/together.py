"""The training of an ensemble as one: the mean of its members' epochs, and how they ended together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from mlpcli.training.events import EpochEnd, Event, Improved, Stopped
from mlpcli.training.state import Replica

WEIGHT = (
    "interrupted",
    "diverged",
    "loss_limit",
    "time",
    "epochs",
    "early_stopping",
    "target",
    "separated",
    "converged",
)
"""Reasons to stop; the first that a member has is that of all."""


class Together:
    """Turns the events of several networks into those of one; of a single network they stay as they are.

    An epoch is over when every member in it has ended it or stopped. Who is the best when is each
    member's own matter, and not told.
    """

    def __init__(self, replicas: Sequence[Replica]):
        self.replicas = replicas
        self.active = {replica.number for replica in replicas if not replica.reason}
        self.waiting = set(self.active)
        self.ends: list[EpochEnd] = []

    def take(self, event: Event) -> Iterator[Event]:
        """What the event tells of all."""
        if len(self.replicas) == 1:
            yield event
            return
        if isinstance(event, EpochEnd):
            self.ends.append(event)
            self.waiting.discard(event.replica)
        elif isinstance(event, Stopped):
            self.active.discard(event.replica)
            self.waiting.discard(event.replica)
        elif not isinstance(event, Improved):
            yield event
        if not self.waiting:
            if self.ends:
                yield mean(self.ends)
            self.ends, self.waiting = [], set(self.active)
        if isinstance(event, Stopped) and not self.active:
            interrupted = event._replace(replica=0) if event.reason == "interrupted" else None
            yield interrupted or overall(self.replicas) or event


def overall(replicas: Sequence[Replica]) -> Stopped | None:
    """How a training ended, when all are done: the worst of their ends, and who tells of it."""
    ends = [(r.reason, r) for r in replicas if r.reason is not None]
    if len(ends) < len(replicas):
        return None
    reason, worst = min(ends, key=lambda end: WEIGHT.index(end[0]))
    who = f"member {worst.number}: " if worst.detail and len(replicas) > 1 else ""
    return Stopped(0, max(len(r.history) for r in replicas), reason, who + worst.detail)


def means(replicas: Sequence[Replica]) -> list[EpochEnd]:
    """The history: of a single network its own, else the mean of the members that were there, by epoch."""
    if len(replicas) == 1:
        return replicas[0].history
    return by_epoch([end for replica in replicas for end in replica.history])


def by_epoch(ends: Sequence[EpochEnd]) -> list[EpochEnd]:
    """The mean of each epoch over those who had it."""
    return [mean(list(group)) for _, group in groupby(sorted(ends, key=_epoch), key=_epoch)]


def mean(ends: Sequence[EpochEnd]) -> EpochEnd:
    """The mean of the numbers of one epoch.

    >>> ends = [EpochEnd(0, 1, 9, 0.1, J, 0.0, {"loss": 2 * J}, 3.0) for J in (1.0, 2.0)]
    >>> mean(ends).training_loss, mean(ends).validation
    (1.5, {'loss': 3.0})
    """
    first = ends[0]
    return EpochEnd(
        replica=0,
        epoch=first.epoch,
        step=first.step,
        learning_rate=_mean(end.learning_rate for end in ends),
        training_loss=_mean(end.training_loss for end in ends),
        penalty=_mean(end.penalty for end in ends),
        validation=_means([end.validation for end in ends]),
        seconds=first.seconds,
        averaged=_means([end.averaged for end in ends]),
    )


def _epoch(end: EpochEnd) -> int:
    return end.epoch


def _means(scores: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: _mean(own[name] for own in scores) for name in scores[0]}


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers)
