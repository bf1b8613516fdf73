"""Powers of features: least squares on them is NumPy's polyfit."""

from __future__ import annotations

import numpy as np
import pytest

from mlpcli.activation import Identity
from mlpcli.architecture import Dense, Network, Polynomial
from mlpcli.errors import SpecError
from mlpcli.gradient_check import objective
from mlpcli.initialization import Zeros
from mlpcli.loss import Mse


def test_the_coefficients_of_polyfit_are_where_the_gradient_is_zero() -> None:
    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 1, (40, 1))
    y = np.sin(3 * x) + 0.1 * rng.normal(size=x.shape)
    *powers, constant = np.polyfit(x[:, 0], y[:, 0], 9)
    network = Network(
        (Polynomial(degree=9), Dense(units=1, activation=Identity(), initialization=Zeros())), (1,)
    )
    theta = np.array([*reversed(powers), constant])
    J, g = objective(network, Mse(), (), x, y)(theta)
    assert np.abs(g).max() < 1e-9
    assert objective(network, Mse(), (), x, y)(theta + 1e-3)[0] > J


def test_two_features_have_their_own_powers() -> None:
    network = Network((Polynomial(degree=2),), (2,))
    y, _ = network.forward(network.views(np.empty(0)), np.array([[2.0, -3.0]]), network.runs(training=False))
    assert y.tolist() == [[2.0, -3.0, 4.0, 9.0]]
    with pytest.raises(SpecError, match="takes features"):
        _ = Network((Polynomial(),), (8, 8, 1)).shapes
