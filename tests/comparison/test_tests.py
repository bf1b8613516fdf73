"""The two tests against SciPy's and against numbers that can be counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binomtest, ttest_rel

from mlpcli.comparison.mcnemar import McNemar, exact
from mlpcli.comparison.paired_t import PairedT


def counted(b: int, c: int) -> float:
    """The sum of the docstring, in whole numbers."""
    tail = sum(math.comb(b + c, i) for i in range(min(b, c) + 1))
    return min(1.0, 2 * tail / 2 ** (b + c))


@pytest.mark.parametrize(("b", "c"), [(0, 0), (1, 0), (0, 5), (5, 5), (3, 12), (40, 61), (900, 1100)])
def test_mcnemar_is_the_two_sided_binomial_test(b: int, c: int) -> None:
    assert exact(b, c) == pytest.approx(counted(b, c), rel=1e-12)
    assert exact(b, c) == exact(c, b)
    if b + c:
        assert exact(b, c) == pytest.approx(binomtest(b, b + c).pvalue, rel=1e-9)


def test_mcnemar_at_far_more_rows_than_factorials_hold() -> None:
    assert exact(50_500, 49_500) == pytest.approx(binomtest(50_500, 100_000).pvalue, rel=1e-6)


def test_mcnemar_counts_which_has_which_row_right() -> None:
    one, other = (np.array([int(c) for c in text], dtype=bool) for text in ("1110010", "1001000"))
    found = McNemar.of(one, other)
    assert (found.rows, found.both, found.only_one, found.only_other, found.neither) == (7, 1, 3, 1, 2)
    assert found.p_value == 2 * (1 + 4) / 16


def test_paired_t_is_that_of_scipy() -> None:
    draw = np.random.default_rng(4)
    one, other = draw.chisquare(1, 50), draw.chisquare(1, 50) * 1.5
    found = PairedT.of(one, other)
    assert found.p_value == pytest.approx(ttest_rel(one, other).pvalue, rel=1e-12)
    assert found.difference == pytest.approx(found.other_mean - found.one_mean)
    assert (found.one_mean, found.other_mean) == (one.mean(), other.mean())


def test_paired_t_where_there_is_nothing_to_estimate() -> None:
    assert PairedT.of(np.ones(3), np.ones(3)).p_value == 1
    assert PairedT.of(np.ones(3), np.zeros(3)).p_value == 0
    assert math.isnan(PairedT.of(np.ones(1), np.zeros(1)).p_value)
    assert math.isnan(PairedT.of(np.ones(3), np.array([1.0, np.inf, 1.0])).p_value)
