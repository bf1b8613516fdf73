"""The course of a number over the epochs, and its picture in one line of block characters."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

BLOCKS = "▁▂▃▄▅▆▇█"
"""Eight heights of a character cell."""

ASCII_BLOCKS = "_.-~=+*#"
"""For consoles without block characters: the fuller, the higher."""

DECADES = 2
"""Losses that span more powers of ten than this are drawn on a logarithmic scale."""


class Curve:
    """Numbers as they come, in bounded memory: from `capacity` on, neighbours are merged into their mean.

    >>> curve = Curve()
    >>> for y in (4.0, 2.0, 1.0, 1.0):
    ...     curve.add(y)
    >>> curve.columns(width=2)
    [3.0, 1.0]
    """

    __slots__ = ("_capacity", "_held", "_means", "_stride", "_sum")

    def __init__(self, capacity: int = 1024):
        self._capacity = capacity
        self._means: list[float] = []
        self._stride = 1  # how many numbers one mean stands for
        self._sum = 0.0
        self._held = 0

    def add(self, y: float) -> None:
        """The next number; takes the same short time however many there were."""
        self._sum += y
        self._held += 1
        if self._held == self._stride:
            self._means.append(self._sum / self._stride)
            self._sum, self._held = 0.0, 0
            if len(self._means) == self._capacity:
                self._means = _merged(self._means, self._capacity // 2)
                self._stride *= 2

    def columns(self, width: int) -> list[float]:
        """All of it in at most `width` means, oldest first."""
        newest = [self._sum / self._held] if self._held else []
        return _merged(self._means + newest, width)


def _merged(numbers: list[float], width: int) -> list[float]:
    n = len(numbers)
    if n <= width:
        return numbers
    edges = (j * n // width for j in range(width + 1))
    return [sum(numbers[a:b]) / (b - a) for a, b in pairwise(edges)]


FLAT = 1e-9
"""Relative differences below this are rounding."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What the lowest and the highest mark stand for; the steps between are equal in y or in log y."""

    low: float
    high: float
    logarithmic: bool = False

    @classmethod
    def over(cls, *series: Iterable[float], may_be_logarithmic: bool = False) -> Scale:
        """From the smallest to the largest finite number of all the series.

        >>> Scale.over([3.0, 0.01], [1.0], may_be_logarithmic=True)
        Scale(low=0.01, high=3.0, logarithmic=True)
        """
        finite = [y for numbers in series for y in numbers if math.isfinite(y)]
        if not finite:
            return cls(0.0, 0.0)
        low, high = min(finite), max(finite)
        return cls(low, high, may_be_logarithmic and low > 0 and high > low * 10**DECADES)

    @property
    def is_flat(self) -> bool:
        """Whether nothing changes but the last digits, as in averages of equal numbers.

        >>> Scale(0.1, 0.1 + 1e-16).is_flat
        True
        """
        return not self.high - self.low > FLAT * max(abs(self.low), abs(self.high))

    def share(self, y: float) -> float:
        """Where y stands between low (0) and high (1)."""
        if self.logarithmic:
            low, high, y = math.log(self.low), math.log(self.high), math.log(y)
        else:
            low, high, y = self.low / 2, self.high / 2, y / 2  # so that no difference overflows
        return (y - low) / (high - low)


def sparkline(columns: Sequence[float], scale: Scale, blocks: str = BLOCKS) -> str:
    """One character a column, a gap where a number is not finite.

    Nothing before there are two columns that differ.

    >>> sparkline([3.0, 2.0, math.nan, 1.0], Scale(1.0, 3.0))
    '█▅ ▁'
    """
    if len(columns) < 2 or scale.is_flat:
        return ""
    top = len(blocks) - 1
    return "".join(
        blocks[min(top, max(0, round(scale.share(y) * top)))] if math.isfinite(y) else " " for y in columns
    )
