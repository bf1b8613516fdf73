"""The closed form of the arc-cosine kernel against integrals that know nothing of it."""

from __future__ import annotations

import numpy as np
import pytest

from mlpcli.analysis.kernel import arc_cosine, empirical, slope

X = np.array([[1.0, 0.5], [-0.3, 2.0], [-1.5, -0.4], [0.7, -0.9]])


def test_it_is_the_integral_over_weights():
    """∫∫ relu(w·x) relu(w·x') φ(w) dw by the rule of midpoints on a fine grid; w ~ N(0, 0.7²)."""
    edge, step, deviation = 8.0, 0.02, 0.7
    w = np.arange(-edge + step / 2, edge, step)
    density = np.exp(-(w**2) / 2) / np.sqrt(2 * np.pi) * step
    grid = np.stack(np.meshgrid(w, w), axis=-1).reshape(-1, 2)
    h = np.maximum(deviation * grid @ X.T, 0)
    known = (h * np.outer(density, density).reshape(-1, 1)).T @ h
    assert arc_cosine(X, deviation) == pytest.approx(known, abs=1e-4)


def test_biases_are_one_more_input():
    """A million units: each entry's standard error is below 0.003."""
    generator = np.random.default_rng(0)
    W, b = generator.normal(0, 1.0, (2, 1_000_000)), generator.normal(0, 0.5, 1_000_000)
    found = arc_cosine(X, 1.0, 0.5)
    assert found == pytest.approx(empirical(X, W, b), abs=0.015)
    assert found == pytest.approx(arc_cosine(np.column_stack([X, np.full(len(X), 0.5)]), 1.0), abs=1e-12)


def test_by_hand():
    """Angle 0: E relu² = ‖x‖²/2; a right angle: ‖x‖ ‖x'‖ / 2π; opposite: never both; and x = 0."""
    x = np.array([[2.0, 0.0], [0.0, 3.0], [-2.0, 0.0], [0.0, 0.0]])
    found = arc_cosine(x, 1.0)
    assert found[0] == pytest.approx([2.0, 3 / np.pi, 0.0, 0.0], abs=1e-12)
    assert found[3] == pytest.approx(0, abs=0)


def test_the_slope_of_a_power_is_its_exponent():
    widths = [8, 16, 64, 1024]
    assert slope(widths, [3 * m**-0.5 for m in widths]) == pytest.approx(-0.5, abs=1e-12)
    assert slope([8], [1.0]) is None
