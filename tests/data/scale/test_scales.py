"""Scales: numbers of scikit-learn 1.x on the same rows, and what they do with values of any size."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mlpcli.data.scale import AnyScale, Log1p, Minmax, Quantile, Robust, Scale, Standard
from mlpcli.kinds import kinds

FIT = np.array([0.5, 1, 2, 2, 2, 4, 7, 11, 40, 100.0])
NEW = np.array([0.5, 0.7, 2, 3, 11, 50, 100])
SCALES = kinds(AnyScale)


def scaled(scale: Any, fit: Any, values: Any) -> Any:
    landmarks = scale.landmarks(fit)
    shift, width = scale.moments(scale.warp(fit, landmarks))
    return (scale.warp(values, landmarks) - shift) / width


@pytest.mark.parametrize(
    ("scale", "expected"),
    [
        # QuantileTransformer(n_quantiles=5, subsample=None), RobustScaler(); by hand below: mean 16.95 and
        # √(Σ (v - 16.95)² / 10) = 29.9703...
        (Quantile(nodes=5, output="uniform"), [0, 1 / 30, 0.25, 0.5, 0.75277778, 0.86111111, 1]),
        (Quantile(nodes=5), [-5.19933758, -1.83391464, -0.67448975, 0, 0.68325703, 1.08532491, 5.19933758]),
        (Robust(), [-0.3125, -0.2875, -0.125, 0, 1, 5.875, 12.125]),
        (Minmax(), (NEW - 0.5) / 99.5),
        (Standard(), (NEW - 16.95) / np.sqrt(((FIT - 16.95) ** 2).mean())),
        (
            Log1p(),
            (np.log(1 + NEW) - np.log(1 + FIT).mean()) / np.sqrt(np.log(1 + FIT).var()),
        ),
    ],
)
def test_published_numbers(scale: Scale, expected: Any) -> None:
    assert scaled(scale, FIT, NEW) == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("kind", SCALES)
@pytest.mark.parametrize("fit", [[0.1] * 7, [3.0], [], [0.0, 0.0, 1e-300], [-1e4, 1e4]])
def test_whatever_comes_is_finite(kind: str, fit: list[float]) -> None:
    x = scaled(SCALES[kind](), np.array(fit), np.array([-1e4, 0.0, 0.1, 1e4]))
    assert np.isfinite(x).all()
    assert (np.diff(x) >= 0).all()


@pytest.mark.parametrize("kind", SCALES)
def test_a_scale_can_be_undone_within_the_training_rows(kind: str) -> None:
    scale: Any = SCALES[kind]()
    landmarks = scale.landmarks(FIT)
    back = scale.unwarp(scale.warp(FIT, landmarks), landmarks)
    assert back == pytest.approx(FIT, rel=1e-5)
    assert scale.warps == (kind in ("log1p", "quantile"))


def test_values_that_occur_often_have_the_middle_of_their_ranks() -> None:
    fit = np.array([0.0] * 6 + [1.0, 2.0, 3.0, 4.0])
    assert scaled(Quantile(output="uniform", nodes=10), fit, np.array([0.0]))[0] == pytest.approx(5 / 18)
