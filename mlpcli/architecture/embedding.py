"""Learned vectors for the levels of categories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, field_validator

from mlpcli.architecture.base import Layer, Parameter, Shape
from mlpcli.arrays import Array, Backward, Params
from mlpcli.component import Component, auto
from mlpcli.errors import SpecError
from mlpcli.initialization import AnyInitialization
from mlpcli.initialization.normal import Normal
from mlpcli.run import Run


class Feature(Component):
    """One column of codes 0..V and the dimension D of the vectors that stand for them."""

    structural: ClassVar[frozenset[str]] = frozenset({"dimension", "vocabulary", "position"})

    column: str = Field(description="a column that data.columns declares {type: index}")
    dimension: int = Field(gt=0, le=100_000, description="numbers that stand for a level, D")
    vocabulary: Annotated[Annotated[int, Field(gt=0)] | None, auto] = Field(
        None, description="codes beside 0, V; auto: as many as the training rows have"
    )
    position: Annotated[Annotated[int, Field(ge=0)] | None, auto] = Field(
        None, description="the column's place among the inputs; auto: where the data puts it"
    )


class Embedding(Layer):
    """The row W_k of a table W: (V, D) for an input that is the code k + 1; the zero vector for the code 0.

    The same as one-hot coding times W, without the zeros: a level's weights are looked up, not multiplied
    out. One table for each of the features, called by its column; the other inputs pass unchanged, in their
    order, and the vectors follow: (I) -> (I - n + D_1 + ... + D_n). Codes come from columns of the type
    index; 0 is a level that training never saw, and has no row, as with PyTorch's `padding_idx=0`. Rows
    start as N(0, 0.05²), of the size that Keras uses (PyTorch: N(0, 1)).
    Backward: dy of every sample is added to its level's row of dW, in the order of the samples.

    It stands first: behind other layers there are no codes any more.

    *Source:* Bengio, Ducharme, Vincent, Jauvin 2003 (the table C of word vectors); Guo, Berkhahn 2016
    (arXiv:1604.06737), for the categories of tables.

    >>> layer = Embedding(features=(Feature(column="city", dimension=2, vocabulary=2, position=0),))
    >>> params = {"W0": np.array([[0.1, 0.2], [0.3, 0.4]])}
    >>> y, backward = layer.forward(params, np.array([[2.0, 7.0], [0.0, 8.0], [2.0, 9.0]]), Run())
    >>> y.tolist()
    [[7.0, 0.3, 0.4], [8.0, 0.0, 0.0], [9.0, 0.3, 0.4]]
    >>> grads = {"W0": np.ones((2, 2))}
    >>> _ = backward(np.array([[0.0, 1.0, 2.0], [0.0, 3.0, 4.0], [0.0, 5.0, 6.0]]), grads)
    >>> grads["W0"].tolist()
    [[0.0, 0.0], [6.0, 8.0]]
    """

    apart: ClassVar[frozenset[str]] = frozenset({"initialization"})

    takes: ClassVar[int | None] = 1

    kind: Literal["embedding"] = "embedding"
    features: Annotated[tuple[Feature, ...], Field(strict=False, min_length=1)] = Field(
        description="the columns that are looked up, each {column: ..., dimension: ...}"
    )
    initialization: AnyInitialization = Field(Normal(deviation=0.05), description="how the tables start")

    @field_validator("features")
    @classmethod
    def _once_each(cls, features: tuple[Feature, ...]) -> tuple[Feature, ...]:
        columns = [feature.column for feature in features]
        twice = next((column for column in columns if columns.count(column) > 1), None)
        if twice is not None:
            raise ValueError(f"the column {twice!r} stands twice")
        return features

    def reading(self, codes: Mapping[str, tuple[int, int]]) -> Embedding:
        """With position and vocabulary of every column, as the data has them.

        Raises SpecError where a column has no codes, or others than the spec says.
        """
        return self.model_copy(update={"features": tuple(_found(f, codes) for f in self.features)})

    def output_shape(self, input_shape: Shape) -> Shape:
        """(I,) -> (I - n + D_1 + ... + D_n,)."""
        inputs = input_shape[-1]
        if len(input_shape) != 1:
            raise ValueError(f"takes features, found the shape {input_shape}")
        if any((feature.position or 0) >= inputs for feature in self.features):
            raise ValueError(f"looks up inputs beyond the {inputs} that there are")
        return (inputs + sum(feature.dimension - 1 for feature in self.features),)

    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """W0, W1, ...: a table (V, D) for each feature. Before the data is read V is taken for 0."""
        shapes = [(feature.vocabulary or 0, feature.dimension) for feature in self.features]
        return tuple(
            Parameter(f"W{i}", shape, "weights", self.initialization, 1, shape[1])
            for i, shape in enumerate(shapes)
        )

    def products(self, input_shape: Shape) -> int:
        """None: rows of the tables are taken as they are."""
        return 0

    def forward(self, params: Params, x: Array, run: Run) -> tuple[Array, Backward]:
        """x: (..., N, I), codes as numbers -> y: (..., N, I - n + D_1 + ... + D_n)."""
        lead = params["W0"].shape[:-2]
        kept = [i for i in range(x.shape[-1]) if i not in [f.position for f in self.features]]
        width = len(kept) + sum(f.dimension for f in self.features)
        y = run.buffer("y", (*lead, x.shape[-2], width), x.dtype)
        y[..., : len(kept)] = x[..., kept]
        looked_up: list[tuple[str, slice, NDArray[np.intp]]] = []
        start = len(kept)
        for i, feature in enumerate(self.features):
            here = slice(start, start := start + feature.dimension)
            table = params[f"W{i}"]
            rows = _rows(x[..., feature.position], table.shape[-2])
            _look_up(table, rows, y[..., here])
            looked_up.append((f"W{i}", here, rows))

        def backward(dy: Array, grads: Params) -> Array:
            for name, here, rows in looked_up:
                _add_up(dy[..., here], rows, grads[name])
            if not run.needs_dx:
                return dy
            dx = run.buffer("dx", (*lead, *x.shape[-2:]), x.dtype)
            dx[...] = 0  # a code has no neighbours to move to
            dx[..., kept] = dy[..., : len(kept)]
            return dx

        return y, backward


def _found(feature: Feature, codes: Mapping[str, tuple[int, int]]) -> Feature:
    column, known = feature.column, codes.get(feature.column)
    if known is None:
        raise SpecError(
            f"architecture: the embedding looks up {column!r}, which is no column of codes; "
            f"declare it in data.columns: {{{column}: {{type: index}}}}"
        )
    names = "position", "vocabulary"
    for name, asked, there in zip(names, (feature.position, feature.vocabulary), known, strict=True):
        if asked not in (None, there):
            raise SpecError(
                f"architecture: the embedding has {name} {asked} for {column!r}; the data has {there}; "
                "leave it out"
            )
    return feature.model_copy(update={"position": known[0], "vocabulary": known[1]})


def _rows(x: Array, V: int) -> NDArray[np.intp]:
    """Which row, and -1 for none: the code 0, and whatever is no code of this table."""
    return np.where((x >= 1) & (x <= V), x - 1, -1).astype(np.intp)


def _look_up(table: Array, rows: NDArray[np.intp], out: Array) -> None:
    """table: (..., V, D), rows: (..., N) -> out: (..., N, D)."""
    out[...] = table[rows] if table.ndim == 2 else table[np.arange(len(table))[:, None], rows]
    np.copyto(out, 0, where=(rows < 0)[..., None])


def _add_up(dy: Array, rows: NDArray[np.intp], dW: Array) -> None:
    """dW_k = Σ dy over the samples that looked row k up, in their order: dy (..., N, D), dW (..., V, D)."""
    dW[...] = 0
    if dW.ndim == 2:
        np.add.at(dW, rows[rows >= 0], dy[rows >= 0])
    else:
        for own, dy_own, own_rows in zip(dW, dy, np.broadcast_to(rows, dy.shape[:-1]), strict=True):
            np.add.at(own, own_rows[own_rows >= 0], dy_own[own_rows >= 0])
