"""What every layer is: a function of its input and its parameters, with the gradients of both."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from mlpcli.activation import Activation
from mlpcli.arrays import Array, Backward, Params
from mlpcli.component import Component
from mlpcli.initialization import Initialization
from mlpcli.regularization import Role
from mlpcli.run import Run

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Parameter:
    """One learned array of a layer: its name, shape without replicas, role, and how it starts."""

    name: str
    shape: Shape
    role: Role
    initialization: Initialization
    fan_in: int
    fan_out: int


class Layer(Component):
    """y = f(x; W, b, ...). Shapes here leave out the leading axes (replicas and samples)."""

    axes: ClassVar[int] = 2

    kind: str

    @abstractmethod
    def output_shape(self, input_shape: Shape) -> Shape:
        """Shape of one sample's output, from that of its input."""

    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """The learned arrays, in the order in which they stand in θ."""
        return ()

    def resolve(self, activation: Activation, initialization: Initialization) -> Layer:
        """The layer with what it leaves open filled in from the spec's defaults."""
        return self

    @abstractmethod
    def forward(self, params: Params, x: Array, run: Run) -> tuple[Array, Backward]:
        """x: (..., N, *input_shape) -> y: (..., N, *output_shape).

        May overwrite x's memory only if it is its own buffer; backward may overwrite dy. y and dx stay
        valid until the layer runs again.
        """
