"""The layer that gives a row of features the shape of an image or a sequence."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from mlpcli.architecture.base import Layer, Shape, pass_on
from mlpcli.arrays import Array, Backward, Params
from mlpcli.run import Run


class Reshape(Layer):
    """y has the numbers of x in another shape, in C order; nothing is computed and nothing copied.

    For tables whose columns are pixels: 64 columns, row after row, are an image {shape: [8, 8, 1]}.

    *Source:* Lepetit (the inverse of h'₄ = Vec(h₄)).

    >>> Reshape(shape=(8, 8, 1)).output_shape((64,))
    (8, 8, 1)
    """

    structural: ClassVar[frozenset[str]] = frozenset({"shape"})
    takes: ClassVar[int | None] = 1

    kind: Literal["reshape"] = "reshape"
    shape: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(strict=False)] = Field(
        description="shape of a sample: [H, W, C] of an image, [T, F] of a sequence, [U] of plain features"
    )

    @model_validator(mode="after")
    def _some(self) -> Reshape:
        if not self.shape:
            raise ValueError("'shape' has no numbers")
        return self

    def output_shape(self, input_shape: Shape) -> Shape:
        """The shape asked for, if it holds as many numbers."""
        found, asked = math.prod(input_shape), math.prod(self.shape)
        if found != asked:
            raise ValueError(
                f"makes the shape {self.shape}, {asked} numbers, of {input_shape}, which has {found}"
            )
        return self.shape

    def forward(self, params: Params, x: Array, run: Run) -> tuple[Array, Backward]:
        """Gives x itself: between layers a sample is one row whatever its shape."""
        return x, pass_on
