"""The dropout layer: rates, scaling, independence of replicas."""

from __future__ import annotations

import numpy as np
import pytest

from mlpcli.architecture import Dropout
from mlpcli.run import Run


def forward(layer: Dropout, x: np.ndarray, seeds: list[int], stacked: bool) -> np.ndarray:
    run = Run(training=True, generators=[np.random.default_rng(s) for s in seeds], stacked=stacked)
    return layer.forward({}, x, run)[0].copy()


@pytest.mark.parametrize("rate", [0.0, 0.2, 0.5, 0.9])
def test_the_share_left_out_is_the_rate_and_the_mean_stays(rate: float) -> None:
    y = forward(Dropout(rate=rate), np.ones((500, 200), dtype="float32"), [1], stacked=False)
    assert (y == 0).mean() == pytest.approx(rate, abs=0.01)
    assert y.mean() == pytest.approx(1, abs=0.02)
    assert set(np.unique(y).round(4)) <= {0.0, np.float32(1 / (1 - rate)).round(4)}


def test_shared_inputs_are_dropped_by_each_replica_on_its_own() -> None:
    x = np.ones((20, 6))
    y = forward(Dropout(rate=0.5), x, [1, 2], stacked=True)
    assert y.shape == (2, 20, 6)
    assert (y[0] != y[1]).any()
    np.testing.assert_array_equal(y[1], forward(Dropout(rate=0.5), x, [2], stacked=False))


def test_masks_are_drawn_anew() -> None:
    run = Run(training=True, generators=[np.random.default_rng(0)])
    layer, x = Dropout(rate=0.5), np.ones((10, 10))
    assert (layer.forward({}, x, run)[0].copy() != layer.forward({}, x, run)[0]).any()


def test_evaluation_passes_everything_on() -> None:
    x = np.arange(6.0).reshape(2, 3)
    assert Dropout(rate=0.9).forward({}, x, Run(training=False))[0] is x
