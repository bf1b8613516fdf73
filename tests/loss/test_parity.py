"""The losses beside PyTorch's, value and gradient by its automatic differentiation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlpcli.loss import BinaryCrossEntropy, BinaryFocal, CrossEntropy, Focal, Kl, Loss, Poisson, Probit
from mlpcli.run import Run

torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")
F = torch.nn.functional

N, C = 40, 4
rng = np.random.default_rng(8)
Z = 3 * rng.normal(size=(N, C))
ONE = rng.integers(0, 2, (N, 1)).astype(float)
HOT = np.eye(C)[rng.integers(0, C, N)]
COUNTS = rng.poisson(3.0, (N, C)).astype(float)
SHARES = rng.dirichlet(np.ones(C), N)


def focal(z: Any, y: Any) -> Any:
    """The formula of Lin et al., literally: one row, -(1 - p)^2 log p of the true class."""
    log_p = (torch.log_softmax(z, -1) * y).sum(-1)
    return (-((1 - log_p.exp()) ** 2) * log_p).mean()


def binary_focal(z: Any, y: Any) -> Any:
    """As in torchvision's sigmoid_focal_loss with alpha=-1."""
    p = torch.sigmoid(z)
    entropy = F.binary_cross_entropy_with_logits(z, y, reduction="none")
    return (entropy * (1 - (p * y + (1 - p) * (1 - y))) ** 2).mean()


def smoothed_binary(z: Any, y: Any) -> Any:
    return F.binary_cross_entropy_with_logits(z, 0.8 * y + 0.1)


CASES: list[tuple[Loss, np.ndarray, Callable[[Any, Any], Any]]] = [
    (Poisson(), COUNTS, lambda z, y: F.poisson_nll_loss(z, y, log_input=True, reduction="sum") / N),
    (Kl(), SHARES, lambda z, y: F.kl_div(torch.log_softmax(z, -1), y, reduction="batchmean")),
    (Focal(), HOT, focal),
    (BinaryFocal(), ONE, binary_focal),
    (Probit(), ONE, lambda z, y: -torch.special.log_ndtr((2 * y - 1) * z).mean()),
    (CrossEntropy(label_smoothing=0.3), HOT, lambda z, y: F.cross_entropy(z, y, label_smoothing=0.3)),
    (BinaryCrossEntropy(label_smoothing=0.2), ONE, smoothed_binary),
]


@pytest.mark.parametrize(("loss", "y", "theirs"), CASES, ids=[case[0].kind for case in CASES])
def test_value_and_gradient(loss: Loss, y: np.ndarray, theirs: Callable[[Any, Any], Any]) -> None:
    z = Z[:, : y.shape[1]]
    leaf = torch.tensor(z, requires_grad=True)
    J = theirs(leaf, torch.tensor(y))
    J.backward()
    own_J, own_dz = loss.value_and_gradient(z, y, Run())
    assert float(own_J) == pytest.approx(J.item(), rel=1e-12)
    np.testing.assert_allclose(own_dz, leaf.grad.numpy(), rtol=1e-9, atol=1e-12)


def test_class_weights() -> None:
    """PyTorch divides by the sum of the weights, which for weights of mean 1 is N."""
    by_class = np.array([1.0, 5.0, 0.5, 2.0])
    w = HOT @ by_class
    leaf = torch.tensor(Z, requires_grad=True)
    J = F.cross_entropy(leaf, torch.tensor(HOT.argmax(axis=1)), weight=torch.tensor(by_class))
    J.backward()
    own_J, own_dz = CrossEntropy().weighted_value_and_gradient(Z, HOT, w / w.mean(), Run())
    assert float(own_J) == pytest.approx(J.item(), rel=1e-12)
    np.testing.assert_allclose(own_dz, leaf.grad.numpy(), rtol=1e-9, atol=1e-12)
