"""Eigenvalues against matrices whose spectrum is known."""

from __future__ import annotations

import numpy as np
import pytest

from mlpcli.analysis.spectrum import estimated, spectrum_of


def matrix(values, seed=0):
    Q = np.linalg.qr(np.random.default_rng(seed).normal(size=(len(values), len(values))))[0]
    return Q @ np.diag(values) @ Q.T


def test_the_whole_spectrum():
    found = spectrum_of(matrix([-2.0, 0.0, 1.0, 5.0]))
    assert found.values == pytest.approx([-2, 0, 1, 5], abs=1e-12)
    assert (found.negative, found.positive, found.exact) == (0.25, 0.5, True)
    assert found.trace == pytest.approx(4)


def test_ends_shares_and_trace_are_near():
    values = np.concatenate([np.linspace(-1, -0.1, 30), np.linspace(0.1, 1, 270), [-3, 7, 8]])
    H = matrix(values)
    found = estimated(lambda v: H @ v, len(values), ends=2)
    assert found.ends[[0, -2, -1]] == pytest.approx([-3, 7, 8], rel=1e-2)
    assert found.negative == pytest.approx(31 / 303, abs=0.05)
    assert found.trace == pytest.approx(values.sum(), rel=0.25)
    assert not found.exact
