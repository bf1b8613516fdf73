"""The recurrent layer whose output is fed back at the next step."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from mlpcli.activation import Activation, AnyActivation
from mlpcli.activation.tanh import Tanh
from mlpcli.architecture.base import Layer, Parameter, Shape
from mlpcli.arrays import Array, Backward, Params
from mlpcli.initialization import AnyInitialization, Initialization
from mlpcli.initialization.zeros import Zeros
from mlpcli.run import Run


class Elman(Layer):
    """h_t = g(x_t W + h_{t-1} U + b) over the steps t = 1..T of a sequence (T, F), from h_0 = 0.

    W: (F, H), U: (H, H), b: (H). y is h_T, or with `output: sequence` all of h_1..h_T as (T, H). PyTorch's
    RNN is the same with U and W transposed and two biases that add up; Keras' SimpleRNN the very same.
    Backward through time, from t = T on: dz_t = (dy_t + dz_{t+1} Uᵀ) ⊙ g'(z_t); then dW = Σ x_tᵀ dz_t,
    dU = Σ h_{t-1}ᵀ dz_t, db = Σ dz_t, dx_t = dz_t Wᵀ. No step is cut off, and no gradient clipped.

    g is tanh unless the layer says otherwise, whatever the spec's `activation`: what is fed back T times
    should not grow.

    *Source:* Laurent (recurrent network: a layer's output among its inputs); Elman 1990.

    >>> from mlpcli.activation import Identity
    >>> layer = Elman(units=1, activation=Identity())
    >>> params = {"W": np.array([[1.0]]), "U": np.array([[2.0]]), "b": np.array([0.0])}
    >>> grads = {name: np.zeros_like(array) for name, array in params.items()}
    >>> y, backward = layer.forward(params, np.array([[1.0, 3.0]]), Run())  # h_1 = 1, h_2 = 3 + 2·1
    >>> y.tolist(), backward(np.array([[1.0]]), grads).tolist()  # dz_2 = 1, dz_1 = 2·1
    ([[5.0]], [[2.0, 1.0]])
    >>> grads["W"].tolist(), grads["U"].tolist(), grads["b"].tolist()  # 1·2 + 3·1, h_1·1, 2 + 1
    ([[5.0]], [[1.0]], [3.0])
    """

    structural: ClassVar[frozenset[str]] = frozenset({"units"})
    apart: ClassVar[frozenset[str]] = frozenset({"initialization", "bias_initialization"})

    takes: ClassVar[int | None] = 2

    kind: Literal["elman"] = "elman"
    units: int = Field(gt=0, le=1_000_000, description="number of units H")
    activation: AnyActivation = Field(Tanh(), description="g")
    output: Literal["last", "sequence"] = Field("last", description="last: h_T alone; sequence: h_1 to h_T")
    initialization: AnyInitialization | None = Field(
        None, description="how W and U start; null: the spec's `initialization`"
    )
    bias_initialization: AnyInitialization = Field(Zeros(), description="how b starts")

    @model_validator(mode="after")
    def _without_parameters(self) -> Elman:
        g = self.activation
        if g.parameters(1) or g.pre_activations(1) != 1:
            raise ValueError(
                f"activation: {g.kind} has weights of its own, which elman cannot share over time"
            )
        return self

    def output_shape(self, input_shape: Shape) -> Shape:
        """(T, F) -> (H,), or (T, H)."""
        if len(input_shape) != 2:
            raise ValueError(f"takes sequences (steps, features), found the shape {input_shape}")
        return (self.units,) if self.output == "last" else (input_shape[0], self.units)

    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """W: (F, H), U: (H, H), b: (H)."""
        assert self.initialization is not None, "resolve comes first"
        F, H = input_shape[-1], self.units
        return (
            Parameter("W", (F, H), "weights", self.initialization, F, H),
            Parameter("U", (H, H), "weights", self.initialization, H, H),
            Parameter("b", (H,), "biases", self.bias_initialization, F, H),
        )

    def products(self, input_shape: Shape) -> int:
        """Every step takes its products with W and U."""
        return input_shape[0] * super().products(input_shape)

    def resolve(self, activation: Activation, initialization: Initialization) -> Elman:
        """With the spec's initialization if the layer names none."""
        return self.model_copy(update={"initialization": self.initialization or initialization})

    def forward(self, params: Params, x: Array, run: Run) -> tuple[Array, Backward]:
        """x: (..., N, T F) -> y: (..., N, H) or (..., N, T H).

        Inside, time stands before the samples: z, h and dz are (..., T, N, H), a view for each step, and
        what needs no order of steps is one product over all T N rows.
        """
        W, U, b = params["W"], params["U"], params["b"]
        (F, H), N, lead = W.shape[-2:], x.shape[-2], W.shape[:-2]
        T, dtype = x.shape[-1] // F, x.dtype
        xs = run.buffer("xs", (*x.shape[:-2], T, N, F), dtype)
        xs[...] = x.reshape(*x.shape[:-1], T, F).swapaxes(-3, -2)
        z, h, dz = (run.buffer(name, (*lead, T, N, H), dtype) for name in ("z", "h", "dz"))
        np.matmul(_rows(xs), W, out=_rows(z))
        z += b[..., None, None, :]
        fed_back = run.buffer("fed_back", (*lead, N, H), dtype)
        backwards = []
        for t in range(T):
            if t:
                z[..., t, :, :] += np.matmul(h[..., t - 1, :, :], U, out=fed_back)
            h_t, backward_t = self.activation.forward(params, z[..., t, :, :], run.part(t))
            h[..., t, :, :] = h_t
            backwards.append(backward_t)
        y = h[..., -1, :, :]
        if self.output == "sequence":
            y = _rows_of_samples(h, run.buffer("y", (*lead, N, T * H), dtype))

        def backward(dy: Array, grads: Params) -> Array:
            dys = dy.reshape(*dy.shape[:-1], -1, H).swapaxes(-3, -2)  # one step, or all T
            for t in reversed(range(T)):
                dz_t = dz[..., t, :, :]
                if t < T - 1:
                    np.matmul(dz[..., t + 1, :, :], U.swapaxes(-1, -2), out=dz_t)
                    if self.output == "sequence":
                        dz_t += dys[..., t, :, :]
                else:
                    dz_t[...] = dys[..., -1, :, :]
                dz_t[...] = backwards[t](dz_t, grads)
            np.matmul(_rows(xs).swapaxes(-1, -2), _rows(dz), out=grads["W"])
            before, after = _rows(h[..., :-1, :, :]), _rows(dz[..., 1:, :, :])
            np.matmul(before.swapaxes(-1, -2), after, out=grads["U"])
            np.add.reduce(_rows(dz), axis=-2, out=grads["b"])
            if not run.needs_dx:
                return dy
            dxs = run.buffer("dxs", (*lead, T, N, F), dtype)
            np.matmul(_rows(dz), W.swapaxes(-1, -2), out=_rows(dxs))
            return _rows_of_samples(dxs, run.buffer("dx", (*lead, N, T * F), dtype))

        return y, backward


def _rows(a: Array) -> Array:
    """(..., T, N, K) -> (..., T N, K), a view."""
    return a.reshape(*a.shape[:-3], -1, a.shape[-1], copy=False)


def _rows_of_samples(a: Array, out: Array) -> Array:
    """(..., T, N, K) -> out: (..., N, T K)."""
    out.reshape(*out.shape[:-1], a.shape[-3], a.shape[-1])[...] = a.swapaxes(-3, -2)
    return out
