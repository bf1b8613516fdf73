"""What every layer is: a function of its input and its parameters, with the gradients of both."""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import ClassVar

from pydantic import Field

from mlpcli.activation import Activation
from mlpcli.arrays import Array, Backward, Params
from mlpcli.component import Component
from mlpcli.initialization import Initialization
from mlpcli.parameter import Parameter
from mlpcli.run import Run

__all__ = ["Layer", "Parameter", "Shape"]

Shape = tuple[int, ...]


class Layer(Component):
    """y = f(x; W, b, ...).

    A sample's shape is what its numbers mean: (U,) features, (H, W, C) an image, (T, F) a sequence. In the
    arrays between layers a sample is always one row, (..., N, U) with U the product of its shape, in C
    order; a layer that computes on images or sequences looks at it in that shape (a view, no copy).
    """

    axes: ClassVar[int] = 2
    takes: ClassVar[int | None] = None
    """The axes of a sample that the layer computes on: 1 features, 2 a sequence, 3 an image; None: any."""

    kind: str
    trainable: bool = Field(True, description="whether the layer learns; false keeps it as it starts")
    learning_rate_factor: float = Field(
        1.0, gt=0, description="the layer learns with this times the learning rate; see `trainable` for 0"
    )

    @abstractmethod
    def output_shape(self, input_shape: Shape) -> Shape:
        """Shape of one sample's output, from that of its input.

        Raises ValueError, its message a clause ("takes ..., found ..."), for a shape that does not go in.
        """

    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """The layer's arrays, in the order in which they stand in θ."""
        return ()

    @property
    def mixes_rows(self) -> bool:
        """Whether what it puts out for a row while training depends on the other rows of the batch."""
        return False

    def draws(self, input_shape: Shape) -> tuple[int, ...]:
        """How many numbers from U[0, 1) a sample takes while training, drawing by drawing."""
        return ()

    def products(self, input_shape: Shape) -> int:
        """Multiply-adds of a sample on its way through the layer."""
        return sum(math.prod(p.shape) for p in self.parameters(input_shape) if p.role == "weights")

    def resolve(self, activation: Activation, initialization: Initialization) -> Layer:
        """The layer with what it leaves open filled in from the spec's defaults."""
        return self

    @abstractmethod
    def forward(self, params: Params, x: Array, run: Run) -> tuple[Array, Backward]:
        """x: (..., N, U) -> y: (..., N, V), U and V the products of the input's and the output's shape.

        May overwrite x's memory only if it is its own buffer; backward may overwrite dy. y and dx stay
        valid until the layer runs again. `run.shape` is the shape of a sample of x.
        """


def pass_on(dy: Array, grads: Params) -> Array:
    """The backward function of y = x."""
    return dy
