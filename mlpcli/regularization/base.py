"""What regularization is: a change that is to lower the error on new data, not on the training rows."""

from __future__ import annotations

from abc import abstractmethod
from typing import Literal, TypeAlias

from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.component import Component

Role: TypeAlias = Literal["weights", "biases", "statistics"]
"""What an array of θ is: a factor of an input, an offset, or something that the forward pass keeps while
training (running means); statistics have no gradient, and neither optimizers nor penalties touch them."""


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
