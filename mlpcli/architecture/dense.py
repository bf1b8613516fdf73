"""The fully connected layer."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.activation import Activation, AnyActivation
from mlpcli.architecture.base import Layer, Parameter, Shape
from mlpcli.arrays import Array, Backward, Params
from mlpcli.initialization import AnyInitialization, Initialization
from mlpcli.initialization.zeros import Zeros
from mlpcli.run import Run


class Dense(Layer):
    """y = g(x W + b), with W: (I, O) and b: (O).

    Backward, from dz = dy ⊙ g'(z): dW = xᵀ dz, db = Σ dz over the samples, dx = dz Wᵀ.

    *Source:* Laurent (multilayer perceptron, back-propagation equations 1 to 4); Models-Backprop;
    Rudi-Gaillard 3.1 and 3.2.

    >>> from mlpcli.activation import Identity
    >>> layer = Dense(units=1, activation=Identity())
    >>> params = {"W": np.array([[2.0], [3.0]]), "b": np.array([1.0])}
    >>> grads = {"W": np.zeros((2, 1)), "b": np.zeros(1)}
    >>> y, backward = layer.forward(params, np.array([[1.0, 1.0]]), Run())
    >>> y.tolist(), backward(np.array([[1.0]]), grads).tolist(), grads["W"].tolist()
    ([[6.0]], [[2.0, 3.0]], [[1.0], [1.0]])
    """

    structural: ClassVar[frozenset[str]] = frozenset({"units"})
    apart: ClassVar[frozenset[str]] = frozenset({"initialization", "bias_initialization"})
    takes: ClassVar[int | None] = 1

    kind: Literal["dense"] = "dense"
    units: int = Field(gt=0, le=1_000_000, description="number of units O")
    activation: AnyActivation | None = Field(None, description="g; null: the spec's `activation`")
    bias: bool = Field(True, description="whether the layer has a bias b")
    initialization: AnyInitialization | None = Field(
        None, description="how W starts; null: the spec's `initialization`"
    )
    bias_initialization: AnyInitialization = Field(Zeros(), description="how b starts")

    def output_shape(self, input_shape: Shape) -> Shape:
        """(I,) -> (O,)."""
        if len(input_shape) != 1:
            raise ValueError(f"takes features, found the shape {input_shape}; put a flatten before it")
        return (self.units,)

    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """W: (I, Z), b: (Z) unless switched off, with Z = O for all but maxout, and what g learns."""
        assert self.activation is not None, "resolve comes first"
        assert self.initialization is not None, "resolve comes first"
        I, O = input_shape[-1], self.units
        Z = self.activation.pre_activations(O)
        W = Parameter("W", (I, Z), "weights", self.initialization, I, O)
        b = Parameter("b", (Z,), "biases", self.bias_initialization, I, O)
        return (W, *(b,) * self.bias, *self.activation.parameters(O))

    def resolve(self, activation: Activation, initialization: Initialization) -> Dense:
        """With the spec's activation and initialization where the layer names none."""
        return self.model_copy(
            update={
                "activation": self.activation or activation,
                "initialization": self.initialization or initialization,
            }
        )

    def forward(self, params: Params, x: Array, run: Run) -> tuple[Array, Backward]:
        """x: (..., N, I) -> y: (..., N, O)."""
        assert self.activation is not None, "resolve comes first"
        W = params["W"]
        z = run.buffer("z", (*W.shape[:-2], x.shape[-2], W.shape[-1]), W.dtype)
        np.matmul(x, W, out=z)
        if self.bias:
            z += params["b"][..., None, :]
        y, activation_backward = self.activation.forward(params, z, run)

        def backward(dy: Array, grads: Params) -> Array:
            dz = activation_backward(dy, grads)
            np.matmul(x.swapaxes(-1, -2), dz, out=grads["W"])
            if self.bias:
                ones = run.filled(1.0, (1, x.shape[-2]), W.dtype)  # a product sums faster than a reduction
                np.matmul(ones, dz, out=grads["b"][..., None, :])
            if not run.needs_dx:
                return dz
            dx = run.buffer("dx", (*W.shape[:-2], *x.shape[-2:]), W.dtype)
            return np.matmul(dz, W.swapaxes(-1, -2), out=dx)

        return y, backward
