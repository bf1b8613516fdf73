"""Lint: what in the data deserves a second look before a network is trained on it.

| code | finds | by |
|---|---|---|
| identifier | a column that tells rows apart | nearly all cells differ |
| constant | a column that tells nothing | one value in all training rows |
| leak | a column that gives the target away | what it alone tells of rows that it was not fitted to |
| duplicate_rows | rows for the test that were learned from | equal cells in all columns |
| rare_class | a class with too few rows | counts in the three parts |
| missing | a column with many empty cells | their share |
| outliers | numbers far from all others | distance to the median in robust deviations |
| unscaled | inputs that are much larger than others | mean and deviation as coded |
| unseen | categories that no training row has | the levels of the other parts |
| drift | a column that is different in the test | Kolmogorov-Smirnov, total variation |
| target_type | numbers that look like classes, and the reverse | their counts |

Each finding is an `Advice`: the column, the evidence, and a change of the spec. Training rows count, but for
the findings that compare the parts. Large tables are looked at by a sample.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from mlpcli.data.coding import Coding
from mlpcli.data.frame import Frame
from mlpcli.data.lint import (
    constant,
    drift,
    duplicates,
    identifier,
    leak,
    missing,
    outliers,
    rare_class,
    target_type,
    unscaled,
    unseen,
)
from mlpcli.data.lint.base import Advice, View
from mlpcli.data.spec import Data
from mlpcli.data.split import Part, Rows

CHECKS: tuple[Callable[[View], Iterator[Advice]], ...] = (
    leak.advice,
    identifier.advice,
    constant.advice,
    target_type.advice,
    rare_class.advice,
    missing.advice,
    outliers.advice,
    unscaled.advice,
    unseen.advice,
    duplicates.advice,
    drift.advice,
)
"""In the order in which findings are shown: what spoils a result first."""


def lint(
    frames: Mapping[Part, Frame], rows: Mapping[Part, Rows], data: Data, coding: Coding
) -> tuple[list[Advice], str]:
    """All findings on divided data, and what was looked at if not everything; data is resolved."""
    view = View.of(frames, rows, data, coding)
    return [advice for check in CHECKS for advice in check(view)], view.looked_at


__all__ = ["CHECKS", "Advice", "View", "lint"]
