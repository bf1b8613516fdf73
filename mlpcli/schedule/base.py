"""What every schedule is: the learning rate as a function of how far training has come."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

from mlpcli.arrays import Scalar
from mlpcli.component import Component


@dataclass(slots=True)
class Clock:
    """How far training has come: `step` updates are done, of `steps_per_epoch` an epoch.

    `epochs` is the length of the training (a column where replicas differ in it).
    """

    steps_per_epoch: int
    epochs: Scalar
    step: int = 0

    @property
    def epoch(self) -> float:
        """Epochs done, with the fraction of the one under way."""
        return self.step / self.steps_per_epoch


class Schedule(Component):
    """λ(t): the learning rate of the update that follows t epochs (fractions count).

    Lengths are in epochs, so that a spec means the same for another batch size; the rate itself moves with
    every update.
    """

    kind: str

    @abstractmethod
    def value(self, clock: Clock) -> Scalar:
        """λ for the next update."""
