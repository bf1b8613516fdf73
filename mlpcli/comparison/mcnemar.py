"""Whether one classifier being right more often than another, on the same rows, could be luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class McNemar:
    """Rows by which of the two is right.

    Rows that both have right, or both wrong, tell nothing of the difference. Of the n others, were the two
    equally good, each would be right in one or the other like the toss of a coin. With k the smaller count

        p = min(1, 2 Σ_{i ≤ k} C(n, i) / 2ⁿ),

    the exact two-sided test. The χ² form of textbooks approximates it, and badly for the few rows in which
    networks disagree. It is right for rows drawn independently of each other, and for these two networks:
    it does not say what others, from other seeds, would do.

    *Source:* McNemar 1947; Dietterich 1998 (for classifiers, on rows that none has learned from).

    >>> one = np.array([1, 1, 1, 1, 1, 1, 0, 0, 1, 0], dtype=bool)
    >>> other = np.array([1, 1, 0, 0, 0, 0, 1, 0, 0, 0], dtype=bool)
    >>> found = McNemar.of(one, other)
    >>> found.only_one, found.only_other, round(found.p_value, 5)  # 2 (C(6,0) + C(6,1)) / 64
    (5, 1, 0.21875)
    """

    test: ClassVar[Literal["mcnemar"]] = "mcnemar"

    rows: int
    both: int
    only_one: int
    only_other: int
    neither: int
    p_value: float

    @classmethod
    def of(cls, one: NDArray[np.bool_], other: NDArray[np.bool_]) -> McNemar:
        """one, other: (N,), whether each has the row right."""
        both, neither = int((one & other).sum()), int((~one & ~other).sum())
        only_one, only_other = int((one & ~other).sum()), int((other & ~one).sum())
        p = exact(only_one, only_other)
        return cls(len(one), both, only_one, only_other, neither, p)

    def told(self) -> dict[str, Any]:
        """For JSON."""
        return {"test": self.test, **vars(self)}


def exact(b: int, c: int) -> float:
    """The p-value of a coin that fell b times on one side and c times on the other.

    >>> exact(0, 0), exact(3, 3), exact(0, 6)
    (1.0, 1.0, 0.03125)
    """
    from scipy.special import bdtr

    return min(1.0, 2 * float(bdtr(min(b, c), b + c, 0.5))) if b + c else 1.0
