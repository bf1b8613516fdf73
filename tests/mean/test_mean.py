"""The mean of predictions: what it is for each loss, by the predictions themselves."""

from __future__ import annotations

import numpy as np
import pytest

from mlpcli.arrays import Array
from mlpcli.kinds import kinds
from mlpcli.loss import AnyLoss, CrossEntropy, Loss, Mse, Multiple
from mlpcli.loss.multiple import OutputLoss
from mlpcli.mean import AnyMean, Arithmetic, Geometric

MULTIPLE = Multiple(
    outputs={"a": OutputLoss(loss=CrossEntropy(), width=3), "b": OutputLoss(loss=Mse(), width=1)}
)
LOSSES = [cls() for kind, cls in kinds(AnyLoss).items() if kind != "multiple"]
MEANS = [cls() for cls in kinds(AnyMean).values()]

of_every_loss = pytest.mark.parametrize("loss", [*LOSSES, MULTIPLE], ids=lambda loss: loss.kind)


def outputs(scale: float = 2.0) -> Array:
    z: Array = scale * np.random.default_rng(0).normal(size=(5, 7, 4))
    return z


@of_every_loss
def test_the_arithmetic_mean_is_that_of_the_predictions(loss: Loss) -> None:
    z = outputs()
    p = loss.predict(loss.pooled(z, Arithmetic()))
    np.testing.assert_allclose(p, loss.predict(z).mean(axis=0), rtol=1e-12)


@pytest.mark.parametrize("loss", [loss for loss in LOSSES if loss.probabilities], ids=lambda loss: loss.kind)
def test_the_geometric_mean_is_the_normalised_root_of_the_product(loss: Loss) -> None:
    z = outputs()
    p = loss.predict(z)
    of_classes = {"multiclass", "distribution"} & set(loss.tasks)
    roots = np.prod(p, axis=0) ** (1 / 5)
    others = roots.sum(axis=-1, keepdims=True) if of_classes else roots + np.prod(1 - p, axis=0) ** (1 / 5)
    np.testing.assert_allclose(loss.predict(loss.pooled(z, Geometric())), roots / others, rtol=1e-10)


def test_several_targets_have_a_mean_each() -> None:
    z = outputs()
    p = MULTIPLE.predict(MULTIPLE.pooled(z, Geometric()))
    np.testing.assert_array_equal(p[:, 3], z[..., 3].mean(axis=0))
    np.testing.assert_allclose(p[:, :3], CrossEntropy().predict(z[..., :3].mean(axis=0)), rtol=1e-12)


def test_a_member_that_is_sure_has_a_veto_in_the_geometric_mean_alone() -> None:
    z = np.array([[[0.0, -60.0]], [[0.0, 0.0]]])  # p of the second class: e^-60 and 1/2
    p = [float(CrossEntropy().predict(CrossEntropy().pooled(z, mean))[0, 1]) for mean in MEANS]
    np.testing.assert_allclose(p, [0.25, np.exp(-30)], rtol=1e-9)


@of_every_loss
@pytest.mark.parametrize("mean", MEANS, ids=lambda mean: mean.kind)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_wild_outputs_have_a_finite_mean(loss: Loss, mean: Arithmetic | Geometric, dtype: str) -> None:
    z = outputs(1e4).astype(dtype)
    pooled = loss.pooled(z, mean)
    assert pooled.dtype == dtype
    assert np.isfinite(pooled).all()
    assert np.isfinite(loss.predict(pooled)).all()
