"""What every schedule is: the learning rate as a function of how far training has come."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace

from mlpcli.arrays import Scalar
from mlpcli.component import Component
from mlpcli.numerics import each
from mlpcli.schedule.plateau import Plateau


@dataclass(slots=True)
class Clock:
    """How far training has come: `step` updates are done, of `steps_per_epoch` an epoch.

    `epochs` is the length of the training (a column where replicas differ in it). `reductions` counts the
    plateaus met so far, for a schedule that asks to be told of them. `begin` is the epoch at which this clock
    starts to run, null for the start of training.
    """

    steps_per_epoch: int
    epochs: Scalar
    step: int = 0
    reductions: Scalar = 0
    begin: Scalar | None = None

    @property
    def epoch(self) -> Scalar:
        """Epochs done, with the fraction of the one under way."""
        done = self.step / self.steps_per_epoch
        return done if self.begin is None else each(max, done - self.begin, 0.0)

    def after(self, epochs: Scalar) -> Clock:
        """The clock of a schedule that begins so many epochs later: at 0 until then, its end the same.

        >>> [Clock(10, 5, step).after(2).epoch for step in (0, 20, 25)]
        [0.0, 0.0, 0.5]
        """
        left = each(max, self.epochs - epochs, 1 / self.steps_per_epoch)
        return replace(self, epochs=left, begin=epochs if self.begin is None else self.begin + epochs)


class Schedule(Component):
    """λ(t): the learning rate of the update that follows t epochs (fractions count).

    Lengths are in epochs, so that a spec means the same for another batch size; the rate itself moves with
    every update.
    """

    kind: str

    @abstractmethod
    def value(self, clock: Clock) -> Scalar:
        """λ for the next update."""

    def watching(self, key: str, settle: Callable[[str, str], str]) -> Schedule:
        """With the name of the monitored value filled in, if one is monitored.

        `key` is where the schedule stands in the spec; settle(key, name) gives the name that is meant.
        """
        return self

    def plateau(self) -> Plateau | None:
        """What is to be told the monitored value after each epoch, and counts the reductions; or nothing."""
        return None
