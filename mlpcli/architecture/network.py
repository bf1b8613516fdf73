"""The network that an architecture describes: its layers in a row, over one flat vector of parameters."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mlpcli.architecture.base import Layer, Parameter, Shape
from mlpcli.arrays import Array, Backward, Generator, Params, Precision, Scalar
from mlpcli.errors import SpecError
from mlpcli.regularization import Penalty
from mlpcli.run import Run


@dataclass(frozen=True)
class Place:
    """Where a parameter stands in θ: θ[..., start:stop] is layer `layer`'s array `parameter.name`."""

    layer: int
    parameter: Parameter
    start: int
    stop: int


@dataclass(frozen=True)
class Network:
    """Layers (all resolved) applied one after the other to inputs of `input_shape`."""

    layers: tuple[Layer, ...]
    input_shape: Shape

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """Shape of a sample behind each layer. Raises SpecError where one does not fit the next."""
        shapes = [self.input_shape]
        for name, layer in zip(self.names, self.layers, strict=True):
            try:
                shapes.append(layer.output_shape(shapes[-1]))
            except ValueError as error:
                raise SpecError(f"architecture: layer {name} {error}") from None
        return tuple(shapes[1:])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the layers: position and kind, "0_dense"."""
        return tuple(f"{i}_{layer.kind}" for i, layer in enumerate(self.layers))

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every parameter's place in θ, in order."""
        places: list[Place] = []
        stop = 0
        for i, layer in enumerate(self.layers):
            for parameter in layer.parameters((self.input_shape, *self.shapes)[i]):
                start, stop = stop, stop + math.prod(parameter.shape)
                places.append(Place(i, parameter, start, stop))
        return tuple(places)

    @property
    def size(self) -> int:
        """P, the length of θ."""
        return self.places[-1].stop if self.places else 0

    @cached_property
    def learned(self) -> tuple[slice, ...]:
        """The stretches of θ that training moves: neither statistics nor layers that are kept as they are."""
        return tuple(stretch for stretch, _ in self.paces)

    @cached_property
    def paces(self) -> tuple[tuple[slice, Scalar], ...]:
        """The same stretches, each with the factor of its learning rate, for which it is cut."""
        stretches: list[tuple[slice, Scalar]] = []
        for place in self.places:
            if self.learns(place):
                factor = self.layers[place.layer].learning_rate_factor * place.parameter.pace
                start = place.start
                last = stretches[-1] if stretches else None
                if last and last[0].stop == start and np.array_equal(last[1], factor):
                    start = stretches.pop()[0].start
                stretches.append((slice(start, place.stop), factor))
        return tuple(stretches)

    def learns(self, place: Place) -> bool:
        """Whether training moves this parameter."""
        kept = not (self.layers[place.layer].trainable and place.parameter.trainable)
        return place.parameter.role != "statistics" and not kept

    def views(self, theta: Array) -> tuple[Params, ...]:
        """The layers' parameters as views into θ of shape (..., P): one mapping a layer."""
        views: tuple[dict[str, Array], ...] = tuple({} for _ in self.layers)
        for place in self.places:
            shape = (*theta.shape[:-1], *place.parameter.shape)
            view = theta[..., place.start : place.stop].reshape(shape, copy=False)
            views[place.layer][place.parameter.name] = view
        return views

    def named(self, theta: Array) -> dict[str, Array]:
        """Every parameter as a view into θ by its full name, "0_dense/W"."""
        views = self.views(theta)
        names = [(p.layer, p.parameter.name) for p in self.places]
        return {f"{self.names[layer]}/{name}": views[layer][name] for layer, name in names}

    def penalised(self, penalty: Penalty) -> Iterator[slice]:
        """The stretches of θ that a penalty covers."""
        chosen = penalty.positions(self.names)
        for place in self.places:
            if place.layer in chosen and self.learns(place) and penalty.covers(place.parameter.role):
                yield slice(place.start, place.stop)

    def initial(self, generator: Generator, precision: Precision) -> Array:
        """θ: (P,) before training, drawn in the order of the places."""
        theta = np.empty(self.size, dtype=precision)
        for place in self.places:
            p = place.parameter
            sample = p.initialization.sample(p.shape, p.fan_in, p.fan_out, generator)
            theta[place.start : place.stop] = sample.ravel()
        return theta

    @cached_property
    def mixes_rows(self) -> bool:
        """Whether what a row becomes while training depends on the other rows of its batch."""
        return any(layer.mixes_rows for layer in self.layers)

    @cached_property
    def draws(self) -> tuple[int, ...]:
        """How many numbers from U[0, 1) a sample takes while training, drawing by drawing."""
        each = zip(self.layers, (self.input_shape, *self.shapes), strict=False)
        return tuple(width for layer, shape in each for width in layer.draws(shape))

    @cached_property
    def products(self) -> int:
        """Multiply-adds of a sample on its way through all layers."""
        each = zip(self.layers, (self.input_shape, *self.shapes), strict=False)
        return sum(layer.products(shape) for layer, shape in each)

    @cached_property
    def first(self) -> int:
        """The first layer that learns; no gradient is needed below it."""
        return next((place.layer for place in self.places if self.learns(place)), len(self.layers))

    def runs(
        self,
        *,
        training: bool,
        generators: Sequence[Generator] = (),
        stacked: bool = False,
        drops: bool | None = None,
        inputs: bool = False,
    ) -> tuple[Run, ...]:
        """One Run a layer. `inputs`: the gradient with respect to the inputs will be asked for."""
        return tuple(
            Run(
                training=training,
                generators=generators,
                stacked=stacked,
                needs_dx=inputs or i > self.first,
                shape=shape,
                drops=drops,
            )
            for i, shape in enumerate((self.input_shape, *self.shapes[:-1]))
        )

    def forward(
        self, params: Sequence[Params], x: Array, runs: Sequence[Run], outputs: list[Array] | None = None
    ) -> tuple[Array, list[Backward]]:
        """x: (..., N, I) -> the last layer's output, and the layers' backward functions in order.

        `outputs` is filled with every layer's output where it is given.
        """
        if outputs is not None:
            outputs.clear()
        backwards = []
        for layer, own, run in zip(self.layers, params, runs, strict=True):
            x, backward = layer.forward(own, x, run)
            backwards.append(backward)
            if outputs is not None:
                outputs.append(x)
        return x, backwards

    def backward(self, dy: Array, backwards: Sequence[Backward], grads: Sequence[Params]) -> None:
        """The chain rule from the last layer to the first that learns: fills grads."""
        for i in range(len(self.layers) - 1, self.first - 1, -1):
            dy = backwards[i](dy, grads[i])

    def input_gradient(self, dy: Array, backwards: Sequence[Backward], grads: Sequence[Params]) -> Array:
        """∂J/∂x by the chain rule through all layers, of a pass whose `runs` had `inputs`; fills grads."""
        for backward, own in zip(reversed(backwards), reversed(grads), strict=True):
            dy = backward(dy, own)
        return dy
