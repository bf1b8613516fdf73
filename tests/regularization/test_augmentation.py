"""Samples in place of others: noise, mixtures, images moved, by numbers from elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import ndimage

from mlpcli.arrays import Array
from mlpcli.kinds import kinds
from mlpcli.regularization import (
    AnyRegularization,
    Augmentation,
    ElasticDistortion,
    InputNoise,
    Mixup,
    Rotation,
    Scaling,
    Shear,
    Shift,
)
from mlpcli.regularization.affine import Affine
from mlpcli.regularization.image import ImageAugmentation
from mlpcli.run import Run
from mlpcli.stacking import stack

H, W = 7, 6
IMAGE = np.random.default_rng(3).normal(size=(H, W))


class Drawn(Run):
    """Draws the same number whenever it is asked."""

    def __init__(self, u: float):
        super().__init__(training=True)
        self.u = u

    def uniform(self, name: str, shape: tuple[int, ...], dtype: Any) -> Array:
        return np.full(shape, self.u, dtype=dtype)


def run(*seeds: int, stacked: bool = False) -> Run:
    return Run(training=True, generators=[np.random.default_rng(s) for s in seeds], stacked=stacked)


def moved(rule: ImageAugmentation, u: float, image: np.ndarray = IMAGE) -> np.ndarray:
    fitted = rule.fitted((*image.shape, 1)[:3])
    x, _ = fitted.apply(image.reshape(1, -1), np.zeros((1, 1)), Drawn(u))
    return x.reshape(image.shape)


def test_images_move_as_scipy_moves_them() -> None:
    kwargs: dict[str, Any] = {"order": 1, "mode": "nearest", "prefilter": False}
    np.testing.assert_allclose(moved(Shift(limit=1.25), 1.0), ndimage.shift(IMAGE, 1.25, **kwargs))
    turned = ndimage.rotate(IMAGE, 30, reshape=False, **kwargs)
    np.testing.assert_allclose(moved(Rotation(limit=30), 1.0), turned, rtol=1e-10)
    middle = np.array([(H - 1) / 2, (W - 1) / 2])
    for rule, A in (
        (Scaling(limit=0.25), np.eye(2) / 1.25),
        (Shear(limit=0.3), np.array([[1, 0], [0.3, 1]])),
    ):
        expected = ndimage.affine_transform(IMAGE, A, middle - A @ middle, **kwargs)
        np.testing.assert_allclose(moved(rule, 1.0), expected, rtol=1e-10)


def test_a_quarter_turn_and_a_whole_pixel_move_the_numbers_themselves() -> None:
    square = np.arange(9.0).reshape(3, 3)
    np.testing.assert_allclose(moved(Rotation(limit=90), 1.0, square), np.rot90(square), atol=1e-12)
    np.testing.assert_array_equal(
        moved(Shift(limit=1), 0.0, square), [[4, 5, 5], [7, 8, 8], [7, 8, 8]]
    )  # up and to the left by one, the border repeated


@pytest.mark.parametrize("kind", [k for k, c in kinds(AnyRegularization).items() if issubclass(c, Affine)])
def test_the_middle_of_the_range_leaves_images_as_they_are(kind: str) -> None:
    np.testing.assert_allclose(moved(kinds(AnyRegularization)[kind](), 0.5), IMAGE, rtol=1e-12)


def test_displacements_of_a_distortion_are_as_large_as_is_said() -> None:
    rng, zero = np.random.default_rng(0), np.zeros(40)
    drawn = [
        ElasticDistortion().sources(zero[:, None], zero, rng.random(3200), 34.0, 4.0)[0] for _ in range(50)
    ]
    rows = np.stack(drawn)[:, 10:30, 10:30]
    assert np.sqrt((rows**2).mean()) == pytest.approx(0.163 * 34 / 4, rel=0.1)
    assert np.abs(np.diff(rows, axis=1)).max() < 1.5  # neighbours move together
    still, _ = ElasticDistortion(alpha=0.0, shape=(H, W, 1)).apply(IMAGE.reshape(1, -1), IMAGE, run(1))
    np.testing.assert_array_equal(still.reshape(H, W), IMAGE)


@pytest.mark.parametrize(
    "kind", [k for k, c in kinds(AnyRegularization).items() if issubclass(c, ImageAugmentation)]
)
def test_channels_move_together_and_images_each_on_its_own(kind: str) -> None:
    rule = kinds(AnyRegularization)[kind](shape=(H, W, 2))
    both = np.stack([IMAGE, 10 * IMAGE], axis=-1).ravel()
    x, _ = rule.apply(np.stack([both, both]), np.zeros((2, 1)), run(5))
    images = x.reshape(2, H, W, 2)
    np.testing.assert_allclose(images[..., 1], 10 * images[..., 0], rtol=1e-9)
    assert (images[0] != images[1]).any()


@pytest.mark.parametrize(
    "kind", [k for k, c in kinds(AnyRegularization).items() if issubclass(c, Augmentation)]
)
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_large_numbers_stay_finite_and_keep_their_type(kind: str, precision: str) -> None:
    cls = kinds(AnyRegularization)[kind]
    rule = cls(shape=(H, W, 1)) if issubclass(cls, ImageAugmentation) else cls()
    x, y = np.full((2, H * W), 1e4, precision), np.full((2, 1), -1e4, precision)
    x[0] *= -1
    for a in rule.apply(x, y, run(1)):
        assert a.dtype == precision
        assert np.isfinite(a).all()
        assert np.abs(a).max() < 1.1e4


def test_noise_has_the_deviation_asked_for_in_every_replica() -> None:
    rule = stack([InputNoise(deviation=d) for d in (0.1, 0.5, 0.0)])
    x, _ = rule.apply(np.ones((3, 400, 20)), np.ones((3, 400, 1)), run(1, 2, 3, stacked=True))
    assert x.std(axis=(1, 2)) == pytest.approx([0.1, 0.5, 0.0], rel=0.02)
    assert x.mean(axis=(1, 2)) == pytest.approx(1, abs=0.02)


def test_a_mixture_is_on_the_line_between_its_two_samples() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(6, 3)), np.eye(6)
    mixed, shares = Mixup(alpha=1.0).apply(x, y, run(2))
    np.testing.assert_allclose(mixed, shares @ x)
    np.testing.assert_allclose(shares.sum(axis=-1), 1)


def test_shares_follow_the_beta_distribution() -> None:
    own, a = run(0), 0.3
    drawn = [Mixup(alpha=a).apply(np.ones((2, 1)), np.eye(2), own)[1][0, 0] for _ in range(8000)]
    shares = np.array([share for share in drawn if share < 1])  # 1 where the permutation swaps nothing
    assert len(shares) == pytest.approx(4000, rel=0.05)
    assert shares.mean() == pytest.approx(0.5, abs=0.02)
    assert shares.var() == pytest.approx(1 / (4 * (2 * a + 1)), rel=0.05)
