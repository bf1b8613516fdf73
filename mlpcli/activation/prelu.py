"""The parametric rectified linear unit: a leaky one that learns its slope."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.activation.base import Activation
from mlpcli.arrays import Array, Backward, Params
from mlpcli.initialization.given import Given
from mlpcli.parameter import Parameter
from mlpcli.run import Run


class Prelu(Activation):
    """g(z) = max(0, z) + α min(0, z), with α learned: ∂h/∂α = min(0, z), ∂h/∂z = 1 if z > 0, else α.

    One α a unit, as in He et al. and Keras, or one for the layer (PyTorch's default); 0.25 at first, as in He
    et al. and PyTorch (Keras: 0). α counts as a bias, so by default no penalty draws it to 0, which would
    make it a relu again (He et al. leave it out of the weight decay too).

    *Source:* Lepetit (generalizations of ReLU); He, Zhang, Ren, Sun 2015 (arXiv:1502.01852).

    >>> params, grads = {"alpha": np.array([0.5, 0.1])}, {"alpha": np.zeros(2)}
    >>> h, backward = Prelu().forward(params, np.array([[-2.0, 3.0], [-4.0, -1.0]]), Run())
    >>> h.tolist()
    [[-1.0, 3.0], [-2.0, -0.1]]
    >>> backward(np.ones((2, 2)), grads).tolist(), grads["alpha"].tolist()
    ([[0.5, 1.0], [0.5, 0.1]], [-6.0, -1.0])
    """

    apart: ClassVar[frozenset[str]] = frozenset({"initial"})
    rectifies: ClassVar[bool] = True

    kind: Literal["prelu"] = "prelu"
    per: Literal["unit", "layer"] = Field("unit", description="how many slopes: one a unit, or one a layer")
    initial: float = Field(0.25, description="slope for negative pre-activations before training")

    def parameters(self, units: int) -> tuple[Parameter, ...]:
        """Alpha: (U), or (1) for the whole layer."""
        count = units if self.per == "unit" else 1
        return (Parameter("alpha", (count,), "biases", Given(values=(self.initial,) * count), 1, 1),)

    def forward(self, params: Params, z: Array, run: Run) -> tuple[Array, Backward]:
        """z: (..., N, U) -> h of the same shape."""
        alpha = params["alpha"][..., None, :]
        negative = np.minimum(z, 0, out=run.buffer("negative", z.shape, z.dtype))
        h = np.multiply(negative, alpha, out=run.buffer("h", z.shape, z.dtype))
        positive = np.maximum(z, 0, out=z)
        h += positive

        def backward(dh: Array, grads: Params) -> Array:
            off = np.less_equal(positive, 0, out=run.buffer("off", z.shape, bool))
            products = np.multiply(dh, negative, out=negative)
            if self.per == "unit":
                np.add.reduce(products, axis=-2, out=grads["alpha"])
            else:  # one axis after the other, so that a stack adds in the order in which one network does
                by_unit = run.buffer("by_unit", (*z.shape[:-2], z.shape[-1]), z.dtype)
                np.add.reduce(products, axis=-2, out=by_unit)
                np.add.reduce(by_unit, axis=-1, keepdims=True, out=grads["alpha"])
            slope = np.multiply(off, alpha, out=negative)
            slope += np.logical_not(off, out=off)
            return np.multiply(dh, slope, out=dh)

        return h, backward
