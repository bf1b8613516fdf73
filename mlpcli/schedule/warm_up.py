"""A rise from a small learning rate to where another schedule begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from pydantic import Field

from mlpcli.arrays import Scalar
from mlpcli.numerics import each
from mlpcli.schedule import AnySchedule
from mlpcli.schedule.base import Clock, Schedule
from mlpcli.schedule.plateau import Plateau


class WarmUp(Schedule):
    """λ(t) = (1 - t/w) start + (t/w) λ_then(0) for t < w, then λ_then(t - w).

    The schedule that follows counts its epochs from the end of the rise; where its length is the whole
    training, that is what is left of it. Large batches and adaptive optimizers take large rates only
    after a start with small ones.

    *Source:* Goyal et al. 2017 (arXiv:1706.02677), section 2.2 (gradual warm-up).

    >>> from mlpcli.schedule import Linear
    >>> schedule = WarmUp(epochs=2, then=Linear(start=1.0, end=0.0))
    >>> [schedule.value(Clock(1, 6, step)) for step in range(7)]
    [0.0, 0.5, 1.0, 0.75, 0.5, 0.25, 0.0]
    """

    kind: Literal["warm_up"] = "warm_up"
    epochs: float = Field(gt=0, description="w, epochs of the rise")
    start: float = Field(0.0, ge=0, description="the rate of the first update")
    then: AnySchedule = Field(description="what follows: a number, or any schedule")

    def value(self, clock: Clock) -> Scalar:
        """λ(t), t in epochs."""
        then = self.then.value(clock.after(self.epochs))
        return each(_risen, clock.epoch, self.epochs, self.start, then)

    def watching(self, key: str, settle: Callable[[str, str], str]) -> Schedule:
        """With the monitor of what follows."""
        return self.model_copy(update={"then": self.then.watching(f"{key}.then", settle)})

    def plateau(self) -> Plateau | None:
        """That of what follows, which does not look at epochs of the rise."""
        plateau = self.then.plateau()
        return plateau and replace(plateau, skip=plateau.skip + self.epochs)


def _risen(t: float, w: float, start: float, then: float) -> float:
    return (1 - t / w) * start + t / w * then if t < w else then
