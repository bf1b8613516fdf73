"""What regularization is: a change that is to lower the error on new data, not on the training rows."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal, Self, TypeAlias

from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.component import Component
from mlpcli.parameter import Role
from mlpcli.run import Run

__all__ = ["Penalty", "Regularization", "Role"]

LayerName: TypeAlias = Annotated[int, Field(strict=True)] | Annotated[str, Field(strict=True)]


class Regularization(Component):
    """One entry of the spec's `regularization` list."""

    kind: str


class LayerRule(Regularization):
    """A rule that holds for some layers, or for all."""

    structural: ClassVar[frozenset[str]] = frozenset({"layers"})

    layers: Annotated[tuple[LayerName, ...], Field(strict=False, min_length=1)] | None = Field(
        None,
        description="which layers, by position (0 the first, -1 the output layer) or by name (0_dense), as "
        "`mlp check` lists them; null: all that have something to regularize",
    )

    def positions(self, names: Sequence[str]) -> tuple[int, ...]:
        """Where the chosen layers stand among all, given by name. ValueError for one that is not there.

        >>> from mlpcli.regularization import L2
        >>> L2(layers=[0, "2_dense", -1]).positions(["0_dense", "1_dropout", "2_dense", "3_dense"])
        (0, 2, 3)
        """
        if self.layers is None:
            return tuple(range(len(names)))
        found = set()
        for layer in self.layers:
            if isinstance(layer, str) and layer in names:
                found.add(names.index(layer))
            elif isinstance(layer, int) and -len(names) <= layer < len(names):
                found.add(layer % len(names))
            else:
                raise ValueError(f"there is no layer {layer}; there are {', '.join(names)}")
        return tuple(sorted(found))


class Penalty(LayerRule):
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


class Constraint(LayerRule):
    """What the weights of a layer must fulfil: they are moved there after every update."""

    @abstractmethod
    def project(self, W: Array, work: Array) -> None:
        """The nearest weights that are allowed, in place. W, work: (..., I, O), a column a unit."""


class ActivityPenalty(LayerRule):
    """A term added to the loss for what a layer puts out, its activity y: J̃ = J + 1/N Σ ω(y), over samples.

    Where `layers` names none, every hidden layer that has weights is penalised.
    """

    axes: ClassVar[int] = 2

    @abstractmethod
    def value(self, y: Array) -> Array:
        """1/N Σ ω(y): (..., N, U) -> (...)."""

    @abstractmethod
    def gradient(self, y: Array, out: Array) -> Array:
        """∂/∂y of the value, into out: (..., N, U)."""


class Augmentation(Regularization):
    """Other samples in place of those of a training batch, drawn anew for every update.

    Entries apply one after the other, in the order of the list. Validation and test rows are never touched.
    """

    def fitted(self, input_shape: tuple[int, ...]) -> Self:
        """The rule for samples of this shape. ValueError, its message "field: clause", if it cannot be."""
        return self

    @abstractmethod
    def apply(self, x: Array, y: Array, run: Run) -> tuple[Array, Array]:
        """x: (..., N, I), y: (..., N, O) -> as many others; what is changed is in buffers of run."""
