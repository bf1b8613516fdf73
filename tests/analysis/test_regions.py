"""Regions counted by hand, by formulas, and against the network itself."""

from __future__ import annotations

import numpy as np
import pytest

from mlpcli.activation.abs import Abs
from mlpcli.activation.hard_sigmoid import HardSigmoid
from mlpcli.activation.hard_tanh import HardTanh
from mlpcli.activation.identity import Identity
from mlpcli.activation.leaky_relu import LeakyRelu
from mlpcli.activation.maxout import Maxout
from mlpcli.activation.prelu import Prelu
from mlpcli.activation.relu import Relu
from mlpcli.analysis.cutting import refused, regions
from mlpcli.analysis.polygons import area
from mlpcli.analysis.regions import merged
from mlpcli.architecture import Network
from mlpcli.architecture.batch_norm import BatchNorm
from mlpcli.architecture.dense import Dense
from mlpcli.initialization.normal import Normal

UNIT = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
WIDE = np.array([[-1e3, -1e3], [1e3, -1e3], [-1e3, 1e3]])
"""So large that all crossings of a few random lines are inside."""

BENDING = [
    Relu(),
    LeakyRelu(alpha=0.1),
    Prelu(initial=0.3),
    Abs(),
    HardTanh(),
    HardSigmoid(),
    Maxout(pieces=3),
]


def dense(units, activation=None):
    own = {"initialization": Normal(deviation=1.0), "bias_initialization": Normal(deviation=1.0)}
    return Dense(units=units, activation=activation or Identity(), **own)


def network(*layers, inputs=2):
    return Network(tuple(layers), (inputs,))


def drawn(net, seed=0):
    return net.initial(np.random.default_rng(seed), "float64")


@pytest.mark.parametrize("n", [1, 2, 3, 7, 12])
@pytest.mark.parametrize("activation", [Relu(), LeakyRelu(), Abs()], ids=lambda g: g.kind)
def test_lines_in_general_position(n, activation):
    """1 + n + n (n - 1) / 2 parts of the plane (Steiner 1826)."""
    net = network(dense(n, activation), dense(1))
    found, after = regions(net, drawn(net, n), WIDE)
    assert len(found) == after[0] == 1 + n + n * (n - 1) // 2


def test_hard_tanh_by_hand():
    """Two bends a unit: n pairs of parallels make 1 + 2n + 4 n (n - 1) / 2; 13 of two units."""
    net = network(dense(2, HardTanh()), dense(1))
    assert len(regions(net, drawn(net), WIDE)[0]) == 1 + 4 + 4


def test_maxout_by_hand():
    """One unit max(x, y, 0): three sectors around the origin. Lines hidden below the maximum cut nothing."""
    net = network(Dense(units=1, activation=Maxout(pieces=3), initialization=Normal()))
    theta = np.array([1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0])
    found, _ = regions(net, theta, 2 * UNIT - 1 + 0 * UNIT)
    assert len(found) == 3
    assert sorted(round(area(r.polygon), 9) for r in found) == [0.25, 0.375, 0.375]


def test_the_two_units_of_xor():
    """Laurent's solution, relu(x + y) - 2 relu(x + y - 1): two parallel lines, one through a corner."""
    net = network(Dense(units=2, activation=Relu(), initialization=Normal()), dense(1))
    theta = np.array([1.0, 1.0, 1.0, 1.0, 0.0, -1.0, 1.0, -2.0, 0.0])
    assert len(regions(net, theta, UNIT)[0]) == 2
    assert len(regions(net, theta, 2 * UNIT - [[0.5, 0.5]])[0]) == 3


def test_what_nobody_listens_to_is_merged():
    """Four sectors of two units; one of the two has the output weight 0: two linear regions."""
    net = network(Dense(units=2, activation=Relu(), initialization=Normal()), dense(1))
    found, _ = regions(net, np.array([1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.5]), 2 * UNIT - 1)
    assert len(found) == 4
    assert merged(found).max() + 1 == 2


@pytest.mark.parametrize("activation", BENDING, ids=lambda g: g.kind)
@pytest.mark.parametrize("seed", range(3))
def test_the_network_is_affine_on_every_region(activation, seed):
    """Outputs at random places, and slopes by differences, are those of the region around them."""
    rng = np.random.default_rng(seed)
    net = network(dense(6, activation), BatchNorm(), dense(5, activation), dense(2), inputs=4)
    theta, corners = drawn(net, seed), 4 * rng.normal(size=(3, 4))
    found, after = regions(net, theta, corners)
    assert len(found) == after[-1] > 6
    assert sum(area(region.polygon) for region in found) == pytest.approx(1, abs=1e-9)

    def answers(places):
        x = corners[0] + places @ (corners[1:] - corners[0])
        return net.forward(net.views(theta), x, net.runs(training=False))[0].copy()

    for region in found:
        shares = rng.dirichlet(np.ones(len(region.polygon)), size=3)
        places = shares @ region.polygon
        expected = region.values[0] + places @ region.gradient
        assert answers(places) == pytest.approx(expected, abs=1e-7)
        step = 1e-3 * (region.polygon.mean(axis=0) - places)
        slopes = (answers(places + step) - answers(places)) - step @ region.gradient
        assert np.abs(slopes).max() < 1e-8


def test_every_pattern_is_seen_once():
    """On a fine grid there are no more patterns of on and off than regions, and no fewer than large ones."""
    net = network(dense(8, Relu()), dense(8, Relu()), dense(1))
    theta = drawn(net, 4)
    found, _ = regions(net, theta, 6 * UNIT - 3)
    u = (np.arange(400) + 0.5) / 400
    x = np.stack(np.meshgrid(u, u), axis=-1).reshape(-1, 2) * 6 - 3
    layers = []
    net.forward(net.views(theta), x, net.runs(training=False), layers)
    patterns = len(np.unique(np.concatenate(layers[:2], axis=-1) > 0, axis=0))
    assert sum(area(r.polygon) > 1e-3 for r in found) <= patterns <= len(found)


def test_what_is_not_piecewise_linear_is_refused():
    from mlpcli.activation.tanh import Tanh

    assert refused(network(dense(2, Relu()), dense(1))) == ""
    assert refused(network(dense(2, Tanh()), dense(1))) == "layer 0_dense (tanh) is not"
