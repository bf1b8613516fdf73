"""What optimizers on the whole set have in common: one iteration an epoch, on an exact objective."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal, Protocol

from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.optimizer.base import Optimizer, Slots
from mlpcli.schedule import Schedule
from mlpcli.schedule.constant import Constant


class Objective(Protocol):
    """J̃(θ), the loss on all rows with its penalties, of the learned parameters θ: (P,), in float64."""

    def __call__(self, theta: Array) -> tuple[float, Array]:
        """J̃ and ∂J̃/∂θ: (P,)."""

    def hessian(self, theta: Array) -> Array:
        """∂²J̃/∂θ²: (P, P)."""


class WholeSet(Optimizer):
    """θ ← iteration(θ, J̃, slots), once an epoch, on all rows; the step size is found, not given.

    One network at a time: line searches take another path for each, so these kinds do not stack. θ keeps the
    type of the spec's precision; J̃ is computed in float64.
    """

    batch: ClassVar[int | Literal["all"] | None] = "all"
    limit: ClassVar[int | None] = None
    """P that the kind can take; None: any."""

    tolerance: float = Field(
        1e-8, ge=0, description="converged when no entry of the gradient is larger than this"
    )

    @property
    def schedule(self) -> Schedule:
        """The rate that histories show: 1, a full step."""
        return Constant(rate=1.0)

    @abstractmethod
    def iterate(self, theta: Array, objective: Objective, slots: Slots) -> str:
        """One iteration in place, θ: (P,) in float64; slots: (P,). Why it is the last one, or ""."""
