"""Whether one regression's squared error being smaller than another's, on the same rows, could be luck."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from mlpcli.arrays import Array


@dataclass(frozen=True)
class PairedT:
    """Student's test of the differences of squared errors, row by row: dᵢ = e²ᵢ(other) - e²ᵢ(one).

        t = d̄ / (s/√n),  s² = Σ (dᵢ - d̄)² / (n - 1),  p = P(|T| ≥ |t|) for T of n - 1 degrees of freedom.

    The mean of the differences is the difference of the mean squared errors, which is what the table shows,
    so the t-test is taken. Wilcoxon's signed ranks ask whether the differences lie symmetrically about 0;
    squared errors are skewed, and there it can contradict the table. Of few rows, or with rows that err far
    more than all others, p is approximate. It is right for rows drawn independently of each other, and for
    these two networks: it does not say what others, from other seeds, would do.

    *Source:* Student 1908, section IX; Diebold, Mariano 1995 (of errors that do not depend on each other).

    >>> found = PairedT.of(np.zeros(3), np.array([1.0, 2.0, 3.0]))
    >>> found.difference, round(found.standard_error, 4), round(found.p_value, 4)  # t = 2√3: 1 - √(6/7)
    (2.0, 0.5774, 0.0742)
    """

    test: ClassVar[Literal["paired_t"]] = "paired_t"

    rows: int
    one_mean: float
    other_mean: float
    difference: float
    standard_error: float
    p_value: float

    @classmethod
    @np.errstate(all="ignore")
    def of(cls, one: Array, other: Array) -> PairedT:
        """one, other: (N,) squared errors; p is NaN for a single row, and where one is not finite."""
        from scipy.special import stdtr

        n, d = len(one), other - one
        mean = float(d.mean())
        error = float(d.std(ddof=1)) / math.sqrt(n) if n > 1 else math.nan
        if error == 0:  # all the same: no doubt, one way or the other
            p = 1.0 if mean == 0 else 0.0
        else:
            p = 2 * float(stdtr(n - 1, -abs(mean / error)))
        return cls(n, float(one.mean()), float(other.mean()), mean, error, p)

    def told(self) -> dict[str, Any]:
        """For JSON."""
        return {"test": self.test, **vars(self)}
