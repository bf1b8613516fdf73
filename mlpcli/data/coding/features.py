"""All feature columns side by side: a row of I inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np
from numpy.typing import DTypeLike

from mlpcli.arrays import Array
from mlpcli.data.coding.base import FeatureCoding, Finding, Outputs
from mlpcli.data.coding.cells import distinct, single
from mlpcli.data.coding.known import feature_coding
from mlpcli.data.columns import Category, Column, Drop
from mlpcli.data.frame import Frame
from mlpcli.data.split import Rows

if TYPE_CHECKING:
    from mlpcli.data.coding.array import ArrayCoding
    from mlpcli.data.coding.index import IndexCoding
    from mlpcli.data.coding.number import NumberCoding


@dataclass(frozen=True, eq=False)
class Features:
    """The codings of the columns, in the order of the columns."""

    codings: tuple[FeatureCoding, ...]

    @classmethod
    def fit(cls, frame: Frame, columns: Mapping[str, Column], rows: Rows) -> Features:
        """Fits every column that is not dropped on these rows."""
        fitted = [_fitted(frame, name, spec, rows) for name, spec in columns.items()]
        return cls(tuple(coding for coding in fitted if coding is not None))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """A name for each of the I inputs."""
        return tuple(name for coding in self.codings for name in coding.names)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one row: that of the array if it is the only column, else (I,)."""
        first = self.codings[0]
        if len(self.codings) == 1 and _is_array(first):
            return first.shape
        return (self.width,)

    @cached_property
    def width(self) -> int:
        """I."""
        return sum(coding.width for coding in self.codings)

    @property
    def vocabularies(self) -> dict[str, tuple[int, int]]:
        """Of each column of codes, its place among the inputs and how many codes it has beside 0."""
        return {
            coding.name: (here.start, coding.vocabulary)
            for coding, here in self._places()
            if _is_index(coding)
        }

    @cached_property
    def shift(self) -> Array:
        """(I,), what 0 stands for."""
        return np.concatenate([coding.shift for coding in self.codings])

    @cached_property
    def scale(self) -> Array:
        """(I,), what a step of 1 stands for."""
        return np.concatenate([coding.scale for coding in self.codings])

    def unwarp(self, values: Array) -> Array:
        """What is left to do behind shift and scale: (..., N, I) -> (..., N, I) in the columns' units."""
        warped = [(c, here) for c, here in self._places() if _is_number(c) and c.warps]
        values = values.copy() if warped else values
        for coding, here in warped:
            values[..., here.start] = coding.spec.scale.unwarp(values[..., here.start], coding.landmarks)
        return values

    def encode(self, frame: Frame, rows: Rows, dtype: DTypeLike) -> tuple[Array, tuple[Finding, ...]]:
        """x: (n, I) of these rows, and what had to be decided on the way."""
        x = np.empty((len(rows), self.width), dtype)
        findings: list[Finding] = []
        for coding, here in self._places():
            findings += coding.write(frame, rows, x[:, here])
        return x, tuple(findings)

    def decode(self, x: Array) -> Outputs:
        """x: (N, I) -> the columns in their own units."""
        outputs: Outputs = {}
        for coding, here in self._places():
            outputs |= coding.decode(x[:, here])
        return outputs

    def dump(self) -> list[dict[str, Any]]:
        """Everything but the arrays, ready for JSON; `tables` are the lengths of a coding's own."""
        entries = []
        for coding in self.codings:
            lengths = {name: len(array) for name, array in coding.tables.items()}
            entries.append(
                {**coding.dump(), "width": coding.width, **({"tables": lengths} if lengths else {})}
            )
        return entries

    @property
    def tables(self) -> Array:
        """What codings have beside shift and scale, all one behind the other: (T,)."""
        arrays = [array for coding in self.codings for array in coding.tables.values()]
        return np.concatenate(arrays) if arrays else np.empty(0)

    @classmethod
    def load(
        cls, entries: Sequence[Mapping[str, Any]], shift: Array, scale: Array, tables: Array
    ) -> Features:
        """The inverse of dump."""
        codings, i, t = [], 0, 0
        for entry in entries:
            here = slice(i, i := i + entry["width"])
            own = {"shift": shift[here], "scale": scale[here]}
            for name, length in entry.get("tables", {}).items():
                own[name], t = tables[t : t + length], t + length
            codings.append(feature_coding(entry["type"]).load(entry, own))
        return cls(tuple(codings))

    def _places(self) -> list[tuple[FeatureCoding, slice]]:
        ends = np.cumsum([coding.width for coding in self.codings]).tolist()
        return [(c, slice(end - c.width, end)) for c, end in zip(self.codings, ends, strict=True)]


def _fitted(frame: Frame, name: str, spec: Column, rows: Rows) -> FeatureCoding | None:
    coding: FeatureCoding
    match spec:
        case Drop():
            return None
        case Category(hash=int(buckets)) if len(distinct(single(frame, name)[rows])) > buckets:
            coding = feature_coding("hashed").fit(frame, name, buckets, rows)
        case _:
            coding = feature_coding(spec.type).fit(frame, name, spec, rows)
    return coding


def _is_array(coding: FeatureCoding) -> TypeGuard[ArrayCoding]:
    return coding.type == "array"


def _is_index(coding: FeatureCoding) -> TypeGuard[IndexCoding]:
    return coding.type == "index"


def _is_number(coding: FeatureCoding) -> TypeGuard[NumberCoding]:
    return coding.type == "number"
