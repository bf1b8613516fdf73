"""What every fitted coding of a column is, and what it says about cells that needed a decision."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, TypeAlias

from numpy.typing import NDArray

from mlpcli.arrays import Array
from mlpcli.data.frame import Frame
from mlpcli.data.split import Rows

Outputs: TypeAlias = dict[str, NDArray[Any]]
"""Columns for people: by name, of shape (N,) or (N, d, ...)."""

Arrays: TypeAlias = Mapping[str, Array]
"""What a coding has fitted, float64, by name."""

Need: TypeAlias = Literal["imputed", "unseen", "rare"]
"""Why a cell needed a decision: it is empty, of a level never seen in training, or of one too rare there."""


@dataclass(frozen=True)
class Finding:
    """`count` of `rows` cells of a column needed a decision; printed, it is a note for the user.

    >>> print(Finding("age", "empty, filled with 28", 2, 10))
    age: 2 of 10 cells empty, filled with 28
    """

    column: str
    decision: str
    count: int
    rows: int
    example: str = ""
    need: Need = "imputed"

    def __str__(self) -> str:
        example = f", for instance {self.example!r}" if self.example else ""
        return f"{self.column}: {self.count:,} of {self.rows:,} cells {self.decision}{example}"


def summed(findings: Iterable[Finding], rows: int) -> list[Finding]:
    """The findings in several parts of `rows` rows in all, one for each column and decision."""
    sums: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        key = finding.column, finding.decision
        known = sums.get(key)
        sums[key] = replace(known or finding, count=(known.count if known else 0) + finding.count, rows=rows)
    return list(sums.values())


def cells_in_need(findings: Iterable[Finding]) -> dict[Need, dict[str, int]]:
    """How many cells were imputed, of a level never seen in training, and of a rare one: by column.

    >>> cells_in_need([Finding("age", "empty", 2, 10), Finding("city", "other", 1, 10, "Rome", "unseen")])
    {'imputed': {'age': 2}, 'unseen': {'city': 1}, 'rare': {}}
    """
    counts: dict[Need, dict[str, int]] = {"imputed": {}, "unseen": {}, "rare": {}}
    for finding in findings:
        by_column = counts[finding.need]
        by_column[finding.column] = by_column.get(finding.column, 0) + finding.count
    return counts


class FeatureCoding(ABC):
    """How one column becomes `width` inputs, fitted on training rows.

    `shift` and `scale`, both of shape (width,) and float64, undo a linear scaling: value = x · scale + shift.
    """

    type: ClassVar[str]

    name: str
    shift: Array
    scale: Array

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """A name for each input."""

    @property
    def width(self) -> int:
        """The number of inputs."""
        return len(self.shift)

    @property
    def tables(self) -> Arrays:
        """What is fitted beside shift and scale, float64; only what is not empty."""
        return {}

    @abstractmethod
    def write(self, frame: Frame, rows: Rows, x: Array) -> list[Finding]:
        """Codes these rows into x: (n, width). Raises DataError on cells that cannot be coded."""

    @abstractmethod
    def decode(self, x: Array) -> Outputs:
        """x: (N, width) -> the column in its own units."""

    @abstractmethod
    def dump(self) -> dict[str, Any]:
        """Everything but the arrays, ready for JSON."""

    @classmethod
    @abstractmethod
    def load(cls, entry: Mapping[str, Any], arrays: Arrays) -> FeatureCoding:
        """The inverse of dump."""
