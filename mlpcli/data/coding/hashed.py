"""A category of many levels as a few inputs that the levels share by a hash."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from mlpcli.arrays import Array
from mlpcli.data.coding.base import Arrays, FeatureCoding, Finding, Outputs
from mlpcli.data.coding.cells import empty, single, spelled
from mlpcli.data.frame import Frame
from mlpcli.data.split import Rows


@dataclass(frozen=True, eq=False)
class HashedCoding(FeatureCoding):
    """One-hot over `buckets` inputs; a level's is CRC-32 of its text modulo their number.

    Then (empty), if the training rows have empty cells; if not, an empty cell sets no input. Levels are not
    remembered, so that what training never saw is coded, and not told from what it saw.

    *Source:* Weinberger et al. 2009 (feature hashing, without the signs); CRC-32 as in zlib.
    """

    type: ClassVar[str] = "hashed"

    name: str
    shift: Array
    scale: Array
    buckets: int
    has_empty: bool

    @classmethod
    def fit(cls, frame: Frame, name: str, buckets: int, rows: Rows) -> HashedCoding:
        """Looks whether these rows have empty cells."""
        has_empty = bool(empty(single(frame, name)[rows]).any())
        width = buckets + has_empty
        return cls(name, np.zeros(width), np.ones(width), buckets, has_empty)

    @property
    def names(self) -> tuple[str, ...]:
        """`column#bucket` for each input."""
        return (
            *(f"{self.name}#{i}" for i in range(self.buckets)),
            *[f"{self.name}=(empty)"] * self.has_empty,
        )

    def write(self, frame: Frame, rows: Rows, x: Array) -> list[Finding]:
        """x: (n, width)."""
        texts = spelled(single(frame, self.name)[rows])
        places = {t: bucket(t, self.buckets) for t in set(texts) if t is not None}
        found = np.fromiter((places.get(t or "", self.buckets) for t in texts), np.intp, len(texts))
        blank = found == self.buckets
        x[:] = 0
        seen = np.flatnonzero(found < self.width)
        x[seen, found[seen]] = 1
        if not blank.any() or self.has_empty:
            return []
        decision = "empty, as none is in the training rows, coded as no level"
        return [Finding(self.name, decision, int(blank.sum()), len(texts))]

    def decode(self, x: Array) -> Outputs:
        """x: (N, width) -> the name of the largest input, None for (empty)."""
        names = [*(f"#{i}" for i in range(self.buckets)), *[None] * self.has_empty]
        decoded = np.empty(len(x), dtype=object)
        decoded[:] = [names[i] for i in x.argmax(axis=-1)]
        return {self.name: decoded}

    def dump(self) -> dict[str, Any]:
        """Everything but the arrays."""
        return {"type": self.type, "name": self.name, "buckets": self.buckets, "empty": self.has_empty}

    @classmethod
    def load(cls, entry: Mapping[str, Any], arrays: Arrays) -> HashedCoding:
        """The inverse of dump."""
        return cls(entry["name"], arrays["shift"], arrays["scale"], entry["buckets"], entry["empty"])


def bucket(text: str, buckets: int) -> int:
    """The bucket of a level. CRC-32 of "123456789" is cbf43926, its published check value.

    >>> bucket("123456789", 1 << 32) == 0xCBF43926
    True
    """
    return zlib.crc32(text.encode()) % buckets
