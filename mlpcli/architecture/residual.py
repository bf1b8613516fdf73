"""Layers with a short cut around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, model_validator

from mlpcli.architecture.base import Layer, Parameter, Shape
from mlpcli.architecture.layers import AnyLayer
from mlpcli.arrays import Array, Backward, Params
from mlpcli.run import Run


class Residual(Layer):
    """y = x + f(x), with f the layers inside, one after the other; dx = dy + (∂f/∂x)ᵀ dy.

    The gradient reaches what stands below undiminished, however deep f is. f must keep the shape. No
    activation follows the sum (identity mappings), unlike in the first paper, which has relu(x + f(x)).

    *Source:* Lepetit (residual networks, named); He, Zhang, Ren, Sun 2016 (arXiv:1603.05027, identity
    mappings).

    >>> from mlpcli.activation import Identity
    >>> from mlpcli.architecture.dense import Dense
    >>> from mlpcli.initialization import Zeros
    >>> dense = Dense(units=1, activation=Identity(), bias=False, initialization=Zeros())
    >>> layer = Residual(layers=(dense,))
    >>> params = {"0_dense/W": np.array([[3.0]])}
    >>> y, backward = layer.forward(params, np.array([[2.0]]), Run(shape=(1,)))
    >>> grads = {"0_dense/W": np.zeros((1, 1))}
    >>> y.tolist(), backward(np.array([[1.0]]), grads).tolist(), grads["0_dense/W"].tolist()
    ([[8.0]], [[4.0]], [[2.0]])
    """

    kind: Literal["residual"] = "residual"
    layers: Annotated[tuple[AnyLayer, ...], Field(strict=False)] = Field(description="f, layer by layer")

    @model_validator(mode="after")
    def _some(self) -> Residual:
        if not self.layers:
            raise ValueError("'layers' names no layer")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the layers inside: position and kind."""
        return tuple(f"{i}_{layer.kind}" for i, layer in enumerate(self.layers))

    def shapes(self, input_shape: Shape) -> Iterator[Shape]:
        """The input's shape and that behind each layer inside. Raises ValueError where one does not fit."""
        shape = input_shape
        yield shape
        for name, layer in zip(self.names, self.layers, strict=True):
            try:
                shape = layer.output_shape(shape)
            except ValueError as error:
                raise ValueError(f"holds {name}, which {error}") from None
            yield shape

    def output_shape(self, input_shape: Shape) -> Shape:
        """The input's, which the layers inside must keep."""
        *_, last = self.shapes(input_shape)
        if last != input_shape:
            raise ValueError(
                f"adds f(x) of the shape {last} to x of the shape {input_shape}; the shapes must agree"
            )
        return input_shape

    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """Those of the layers inside, "0_dense/W", each learned if its layer is."""
        return tuple(
            replace(
                p,
                name=f"{name}/{p.name}",
                trainable=p.trainable and layer.trainable,
                pace=p.pace * layer.learning_rate_factor,
            )
            for name, layer, shape in zip(self.names, self.layers, self.shapes(input_shape), strict=False)
            for p in layer.parameters(shape)
        )

    @property
    def mixes_rows(self) -> bool:
        """Whether one of the layers inside does."""
        return any(layer.mixes_rows for layer in self.layers)

    def draws(self, input_shape: Shape) -> tuple[int, ...]:
        """What the layers inside draw, in their order."""
        each = zip(self.layers, self.shapes(input_shape), strict=False)
        return tuple(width for layer, shape in each for width in layer.draws(shape))

    def products(self, input_shape: Shape) -> int:
        """Those of the layers inside."""
        each = zip(self.layers, self.shapes(input_shape), strict=False)
        return sum(layer.products(shape) for layer, shape in each)

    def forward(self, params: Params, x: Array, run: Run) -> tuple[Array, Backward]:
        """x: (..., N, U) -> y of the same shape."""
        inside, names = self._inside(run), self.names
        f, backwards = x, []
        for name, layer, own in zip(names, self.layers, inside, strict=True):
            f, back = layer.forward(_below(name, params), f, own)
            backwards.append(back)
        y = np.add(x, f, out=run.buffer("y", np.broadcast_shapes(x.shape, f.shape), x.dtype))

        def backward(dy: Array, grads: Params) -> Array:
            through = run.buffer("through", dy.shape, dy.dtype)
            through[...] = dy  # the layers inside may overwrite theirs
            for i in reversed(range(len(inside))):
                through = backwards[i](through, _below(names[i], grads))
                if not inside[i].needs_dx:
                    return dy
            return np.add(dy, through, out=run.buffer("dx", dy.shape, dy.dtype))

        return y, backward

    def _inside(self, run: Run) -> tuple[Run, ...]:
        """A Run for each layer inside, made at the first use; without dx below the first that learns."""
        if not run.inside:
            shapes = tuple(self.shapes(run.shape))
            learned = [i for i, layer in enumerate(self.layers) if _learns(layer, shapes[i])]
            first = learned[0] if learned else len(self.layers)
            run.inside = tuple(
                Run(
                    training=run.training,
                    generators=run.generators,
                    stacked=run.stacked,
                    needs_dx=run.needs_dx or i > first,
                    shape=shapes[i],
                    drops=run.drops,
                )
                for i in range(len(self.layers))
            )
        return run.inside


def _learns(layer: Layer, shape: Shape) -> bool:
    return layer.trainable and any(p.trainable and p.role != "statistics" for p in layer.parameters(shape))


def _below(name: str, params: Params) -> Mapping[str, Array]:
    """The arrays of one layer inside, under its own names."""
    return {key.removeprefix(f"{name}/"): a for key, a in params.items() if key.startswith(f"{name}/")}
