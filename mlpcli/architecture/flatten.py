"""The layer that sees an image or a sequence as plain features."""

from __future__ import annotations

import math
from typing import Literal

from mlpcli.architecture.base import Layer, Shape, pass_on
from mlpcli.arrays import Array, Backward, Params
from mlpcli.run import Run


class Flatten(Layer):
    """y = Vec(x): the same numbers, as one row of features, in C order (channels vary fastest).

    *Source:* Lepetit (a complete feedforward network: h'₄ = Vec(h₄)).

    >>> Flatten().output_shape((7, 7, 32))
    (1568,)
    """

    kind: Literal["flatten"] = "flatten"

    def output_shape(self, input_shape: Shape) -> Shape:
        """Any shape -> (U,), U its product."""
        return (math.prod(input_shape),)

    def forward(self, params: Params, x: Array, run: Run) -> tuple[Array, Backward]:
        """Gives x itself: between layers a sample is one row already."""
        return x, pass_on
