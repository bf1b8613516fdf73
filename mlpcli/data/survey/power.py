"""How much one column alone tells of the target, measured on rows that the rule was not made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.arrays import Array, different
from mlpcli.data.coding.cells import distinct, empty, is_text, positions

BINS = 32
"""Parts, of equal numbers of rows, that the numbers of a column are put into."""

MOST_LEVELS = 1000
"""Levels of text beyond which nothing is asked: one that is new tells nothing."""

CERTAIN = 0.99
"""Share of right guesses (of explained variance) from which a column gives the target away."""

BETTER = 0.1
"""And no more than this share of the errors that a guess without any column makes."""


@dataclass(frozen=True)
class Power:
    """`score` is what the column alone reaches, `guess` what is reached without it.

    Of classes: the share of right guesses. Of numbers: the share of the variance that is explained (guess 0).
    """

    score: float
    guess: float
    classes: bool
    rows: int

    @property
    def gives_away(self) -> bool:
        """Whether the column is as good as the target itself."""
        return self.score >= CERTAIN and 1 - self.score <= BETTER * (1 - self.guess)

    def __str__(self) -> str:
        if self.classes:
            return (
                f"alone it tells the class of {100 * self.score:.1f} % of {self.rows:,} rows "
                f"(always the most frequent class: {100 * self.guess:.1f} %)"
            )
        return f"alone it explains {100 * self.score:.2f} % of the target's variance ({self.rows:,} rows)"


def power_over(cells: NDArray[Any], y: Array, *, classes: bool) -> Power | None:
    """The power of a column: (N,) over a target y, labels 0, 1, ... or numbers: (N,). None: nothing to ask.

    The column is cut into cells of equal value (text) or of equal numbers of rows (numbers). What half of
    the rows say in each cell, their most frequent class or their mean, is guessed for the other half, and
    the other way round. Of numbers a straight line is tried as well, over two classes a threshold: so a copy
    of the target shows whatever the cells.

    >>> x = np.arange(100.0)
    >>> power_over(x, (x > 49.5).astype(int), classes=True).score
    1.0
    """
    group, count = _groups(cells, len(y))
    if count < 2 or len(y) < 4:
        return None
    half = np.random.default_rng(0).permutation(len(y)) % 2 == 0
    if classes:
        labels, C = y.astype(np.intp), int(y.max()) + 1
        guess = np.bincount(labels, minlength=C).max() / len(y)
        hits = sum(_hits(group, labels, count, C, part) for part in (half, ~half))
        if C == 2 and not is_text(cells):
            hits = max(hits, _above(cells, labels))
        return Power(hits / len(y), float(guess), True, len(y))
    spread = float(((y - y.mean()) ** 2).sum())
    if spread == 0:
        return None
    left = sum(_left(group, y, count, part) for part in (half, ~half))
    score = 1 - left / spread
    if not is_text(cells):
        known = ~empty(cells)
        if known.sum() > 2 and np.ptp(cells[known].astype(np.float64)) > 0 and np.ptp(y[known]) > 0:
            r = float(np.corrcoef(cells[known].astype(np.float64), y[known])[0, 1])
            score = max(score, r * r * float(known.mean()))
    return Power(score, 0.0, False, len(y))


def _groups(cells: NDArray[Any], rows: int) -> tuple[NDArray[np.intp], int]:
    """A number for the group of each cell: (N,), and how many groups there are; empty cells are the last."""
    if cells.ndim > 1:
        return np.zeros(rows, np.intp), 1
    if is_text(cells):
        levels = distinct(cells)
        if len(levels) > min(MOST_LEVELS, rows // 2):
            return np.zeros(rows, np.intp), 1
        found = positions(cells, levels)
        return np.where(found < 0, len(levels), found), len(levels) + 1
    missing = empty(cells)
    present = cells[~missing]
    if not len(present):
        return np.zeros(rows, np.intp), 1
    ordered = np.sort(present)
    most = max(2, min(BINS, len(present) // 4))
    cuts = different(ordered[[len(ordered) * k // most for k in range(1, most)]])
    found = np.searchsorted(cuts, cells, side="right")
    return np.where(missing, len(cuts) + 1, found), len(cuts) + 2


def _hits(
    group: NDArray[np.intp], labels: NDArray[np.intp], count: int, C: int, part: NDArray[np.bool_]
) -> int:
    """Rows outside the part whose class is the most frequent one of their group inside."""
    votes = np.bincount(group[part] * C + labels[part], minlength=count * C).reshape(count, C)
    usual = np.bincount(labels[part], minlength=C).argmax()
    said = np.where(votes.any(axis=1), votes.argmax(axis=1), usual)
    return int((said[group[~part]] == labels[~part]).sum())


def _above(cells: NDArray[Any], labels: NDArray[np.intp]) -> int:
    """Rows told rightly by the best threshold of the numbers, in either direction; empty cells are not."""
    known = np.flatnonzero(~empty(cells))
    order = known[np.argsort(cells[known], kind="stable")]
    ones = np.concatenate([[0], np.cumsum(labels[order])])
    k = np.concatenate([[True], np.diff(cells[order]) != 0, [True]]).nonzero()[0]
    right = ones[-1] - ones[k] + k - ones[k]  # ones above the threshold, zeros below
    return int(max(right.max(), len(order) - right.min()))


def _left(group: NDArray[np.intp], y: Array, count: int, part: NDArray[np.bool_]) -> float:
    """Squared errors outside the part of the means of the groups inside."""
    rows = np.bincount(group[part], minlength=count)
    sums = np.bincount(group[part], weights=y[part], minlength=count)
    means = np.where(rows > 0, sums / np.maximum(rows, 1), y[part].mean())
    return float(((y[~part] - means[group[~part]]) ** 2).sum())
