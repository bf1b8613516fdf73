"""What the lecture measures can be wrong: regions that are too large, pieces that are not the network's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpcli.activation.identity import Identity
from mlpcli.activation.relu import Relu
from mlpcli.analysis.cutting import Region, regions
from mlpcli.analysis.plane import Plane
from mlpcli.architecture import Network
from mlpcli.architecture.dense import Dense
from mlpcli.initialization.normal import Normal
from mlpcli.lecture.linear_regions import border_jump, gradient_change, gradients

THETA = np.array([1.0, 1.0, 1.0, 1.0, 0.0, -1.0, 1.0, -2.0, 0.0])
"""Laurent's solution of XOR, y = relu(x + x') - 2 relu(x + x' - 1): one line through the unit square."""


@pytest.fixture
def network():
    layers = (Dense(units=2, activation=Relu()), Dense(units=1, activation=Identity()))
    return Network(tuple(layer.model_copy(update={"initialization": Normal()}) for layer in layers), (2,))


@pytest.fixture
def plane():
    corners = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    return Plane(("x", "x'"), (0.0, 1.0, 0.0, 1.0), corners)


def test_gradients_by_hand(network):
    """(1, 1) below the line x + x' = 1, (1, 1) - 2 (1, 1) above."""
    found = gradients(network, THETA, np.array([[0.25, 0.5], [0.75, 0.5]]))
    assert found.tolist() == [[1.0, 1.0], [-1.0, -1.0]]


def test_the_regions_keep_both(network, plane):
    found = regions(network, THETA, plane.corners)[0]
    assert gradient_change(network, THETA, plane, found) <= 1e-12
    assert border_jump(network, THETA, plane, found) <= 1e-12


def test_a_region_that_is_too_large_is_seen(network, plane):
    square = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    whole = Region(square, np.array([[0.0], [1.0], [1.0]]))
    assert gradient_change(network, THETA, plane, [whole]) > 0.5
    assert border_jump(network, THETA, plane, [whole]) == pytest.approx(2)  # at (1, 1): 2 in the place of 0


def test_a_piece_that_jumps_is_seen(network, plane):
    found = regions(network, THETA, plane.corners)[0]
    moved = [replace(found[0], values=found[0].values + 1e-3), *found[1:]]
    assert border_jump(network, THETA, plane, moved) == pytest.approx(1e-3)
