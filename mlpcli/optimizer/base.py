"""What every optimizer is: a rule that moves one vector of parameters by its gradient, in place."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar, TypeAlias

from pydantic import Field

from mlpcli.arrays import Array, Scalar
from mlpcli.component import Component
from mlpcli.schedule import AnySchedule, Constant

Slots: TypeAlias = Mapping[str, Array]
"""The optimizer's memory by name, each array of θ's shape."""


class Optimizer(Component):
    """θ ← rule(θ, ∂J/∂θ, slots).

    `slots` names the arrays of θ's shape that the rule keeps between updates (zero at first). Rules run on
    blocks of the flat vector, so they may not mix entries of θ.
    """

    slots: ClassVar[tuple[str, ...]] = ()
    looks_ahead: ClassVar[bool] = False

    kind: str
    learning_rate: AnySchedule = Field(
        Constant(rate=0.01), description="λ, the step size: a number, or a schedule over the training"
    )

    @abstractmethod
    def update(self, theta: Array, g: Array, slots: Slots, t: int, rate: Scalar, work: Array) -> None:
        """One update in place. θ, g, every slot and work: (..., P).

        t counts updates from 1, rate is λ for this one, work is scratch memory.
        """

    def look_ahead(self, theta: Array, slots: Slots, work: Array) -> None:
        """Moves θ to where the gradient is to be taken; called before the forward pass if `looks_ahead`."""
