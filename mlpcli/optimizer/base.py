"""What every optimizer is: a rule that moves one vector of parameters, in place."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal, NamedTuple, TypeAlias

from pydantic import Field

from mlpcli.arrays import Array, Scalar
from mlpcli.averaging import AnyAveraging
from mlpcli.clip import AnyClip
from mlpcli.component import Component
from mlpcli.numerics import like
from mlpcli.schedule import AnySchedule, Schedule
from mlpcli.schedule.constant import Constant

Slots: TypeAlias = Mapping[str, Array]
"""The optimizer's memory by name, each array of θ's shape."""


class Ending(NamedTuple):
    """The rule has come to its own end: there is nothing left to move."""

    reason: Literal["separated", "converged"]
    detail: str


class Optimizer(Component):
    """What moves θ.

    `slots` names the arrays of θ's shape that the rule keeps between updates (zero at first). `batch` and
    `loss` say which batch size and which kind of loss the rule is made for; None where any will do.
    `unfinished` is what to say when the epochs run out before the rule's own end.
    """

    slots: ClassVar[tuple[str, ...]] = ()
    batch: ClassVar[int | Literal["all"] | None] = None
    loss: ClassVar[str | None] = None
    unfinished: ClassVar[str] = ""

    kind: str

    @property
    @abstractmethod
    def schedule(self) -> Schedule:
        """λ over the training."""


class StepRule(Optimizer):
    """θ ← rule(θ, ∂J/∂θ, slots), once a batch.

    Rules run on blocks of the flat vector, so they may not mix entries of θ.
    """

    looks_ahead: ClassVar[bool] = False

    learning_rate: AnySchedule = Field(
        Constant(rate=0.01), description="λ, the step size: a number, or a schedule over the training"
    )
    clip: AnyClip | None = Field(None, description="a bound on the gradient; null: none")
    averaging: AnyAveraging | None = Field(
        None, description="a mean of the iterates, kept beside the weights; null: none"
    )

    @property
    def schedule(self) -> Schedule:
        """λ over the training."""
        return self.learning_rate

    def ending(self, slots: Slots, steps_per_epoch: int) -> Ending | None:
        """Asked after every epoch, with the slots of one replica; most rules have no end of their own."""
        return None

    @abstractmethod
    def scalars(self, t: int, rate: Scalar) -> tuple[Scalar, ...]:
        """The numbers of the t-th update (they count from 1) with λ = rate, in double precision: λ's first,
        then those of the hyper-parameters. How many there are, and their order, is always the same.
        """

    @abstractmethod
    def move(self, theta: Array, g: Array, slots: Slots, s: Sequence[Array], work: Array) -> None:
        """One update in place. θ, g, every slot and work (scratch memory): (..., P).

        s: the `scalars`, each of θ's type: an array of no axes, or a column (R, 1) in a stack.
        """

    def update(self, theta: Array, g: Array, slots: Slots, t: int, rate: Scalar, work: Array) -> None:
        """The t-th update in place, from its number and λ."""
        self.move(theta, g, slots, [like(scalar, theta) for scalar in self.scalars(t, rate)], work)

    def look_ahead(self, theta: Array, slots: Slots, work: Array) -> None:
        """Moves θ to where the gradient is to be taken; called before the forward pass if `looks_ahead`."""
