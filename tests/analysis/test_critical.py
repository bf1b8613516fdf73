"""The search for critical points, on functions whose points are known."""

from __future__ import annotations

import numpy as np
import pytest

from mlpcli.analysis.critical import descend, distinct, search
from mlpcli.analysis.hessian import correlation


class Wells:
    """Σ (θ_i² - 1)²: critical where every θ_i is -1, 0 or 1; θ_i = 0 adds 1 and a negative eigenvalue."""

    def __init__(self):
        self.objective = self

    def __call__(self, theta):
        return float(((theta**2 - 1) ** 2).sum()), self.gradient(theta)

    def gradient(self, theta):
        return 4 * theta * (theta**2 - 1)

    def hessian(self, theta):
        return np.diag(12 * theta**2 - 4)


class Slope(Wells):
    """θ_0 + θ_1²: critical nowhere."""

    def __call__(self, theta):
        return float(theta[0] + theta[1] ** 2), self.gradient(theta)

    def gradient(self, theta):
        return np.array([1.0, 2 * theta[1]])

    def hessian(self, theta):
        return np.diag([0.0, 2.0])


@pytest.mark.parametrize("point", [(1, 1), (-1, 1), (0, 1), (-1, 0), (0, 0)])
def test_it_ends_at_the_point_nearby_whatever_its_kind(point):
    found = descend(Wells(), np.add(point, (0.05, -0.04)))
    saddled = point.count(0)
    assert found.theta == pytest.approx(point, abs=1e-8)
    assert (found.loss, found.spectrum.negative) == pytest.approx((saddled, saddled / 2), abs=1e-12)


def test_all_kinds_are_found_and_told_apart():
    starts = np.random.default_rng(0).uniform(-1.5, 1.5, (80, 2))
    found, lost = search(Wells(), iter(starts), 60)
    assert len(found) == 60
    kinds = distinct(found)
    assert [(round(p.loss, 9), p.spectrum.negative) for p in kinds] == [(0, 0), (1, 0.5), (2, 1)]
    assert correlation(kinds) == pytest.approx(1)
    assert lost <= 20


def test_losses_that_differ_by_rounding_share_a_rank():
    """Without that the order among 60 points of three kinds would be that of rounding: 0.95, not 1."""
    starts = np.random.default_rng(0).uniform(-1.5, 1.5, (80, 2))
    found = search(Wells(), iter(starts), 60)[0]
    assert len({point.loss for point in found}) > 3
    assert correlation(found) == pytest.approx(1, abs=1e-12)


def test_where_there_is_none_the_start_is_lost():
    assert descend(Slope(), np.array([0.3, 0.2])) is None
    assert search(Slope(), iter(np.zeros((3, 2))), 2) == ([], 3)


def test_too_few_points_have_no_correlation():
    assert correlation([]) is None
    assert correlation([descend(Wells(), np.array([1.1, 1.1]))] * 4) is None
