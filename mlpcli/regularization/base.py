"""What regularization is: a change that is to lower the error on new data, not on the training rows."""

from __future__ import annotations

from abc import abstractmethod
from typing import Literal

from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.component import Component
from mlpcli.parameter import Role

__all__ = ["Penalty", "Regularization", "Role"]


class Regularization(Component):
    """One entry of the spec's `regularization` list."""

    kind: str


class Penalty(Regularization):
    """A term Ω(w) added to the loss: J̃(θ) = J(θ) + Ω(w).

    Applied to the weights and not to the biases, unless told otherwise (Laurent, Lepetit).
    """

    on: Literal["weights", "biases", "all"] = Field(
        "weights", description="which parameters are penalised: weights, biases or all"
    )

    def covers(self, role: Role) -> bool:
        """Whether parameters of this role are penalised."""
        return role != "statistics" and self.on in (role, "all")

    @abstractmethod
    def value(self, w: Array) -> Array:
        """Ω: (..., K) -> (...)."""

    @abstractmethod
    def add_gradient(self, w: Array, g: Array, work: Array) -> None:
        """G ← g + ∂Ω/∂w in place. w, g, work: (..., K)."""
