"""The activations beside PyTorch's, forward and backward, in double precision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest

from mlpcli.activation import Activation, AnyActivation
from mlpcli.kinds import kinds
from mlpcli.run import Run

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
F = torch.nn.functional

KINDS = cast("dict[str, type[Activation]]", kinds(AnyActivation))
TOLERANCE = 1e-12
N, UNITS = 400, 6
KINKS_AND_TAILS = (-1e4, -40.0, -10.0, -3.0, -1.0, -0.0, 0.0, 1.0, 3.0, 10.0, 40.0, 1e4)

THEIRS: dict[str, Callable[[Any, Any], Any]] = {
    "identity": lambda z, alpha: z * 1,
    "sigmoid": lambda z, alpha: torch.sigmoid(z),
    "probit": lambda z, alpha: torch.special.ndtr(z),
    "hard_sigmoid": lambda z, alpha: F.relu6(z + 3) / 6,  # hardsigmoid's slope is 1/6 in single precision
    "tanh": lambda z, alpha: torch.tanh(z),
    "softsign": lambda z, alpha: F.softsign(z),
    "hard_tanh": lambda z, alpha: F.hardtanh(z),
    "relu": lambda z, alpha: F.relu(z),
    "leaky_relu": lambda z, alpha: F.leaky_relu(z),
    "prelu": F.prelu,
    "elu": lambda z, alpha: F.elu(z),
    "selu": lambda z, alpha: F.selu(z),
    "gelu": lambda z, alpha: F.gelu(z),
    "gelu_tanh": lambda z, alpha: F.gelu(z, approximate="tanh"),
    "silu": lambda z, alpha: F.silu(z),
    "softplus": lambda z, alpha: torch.logaddexp(z, torch.zeros_like(z)),  # F's is linear above 20
    "abs": lambda z, alpha: torch.abs(z),
    "maxout": lambda z, alpha: z.reshape(N, UNITS, -1).max(dim=-1).values,
    "softmax": lambda z, alpha: torch.softmax(z, dim=-1),
}


def test_there_is_a_peer_for_every_kind_that_learns() -> None:
    assert set(KINDS) - set(THEIRS) <= {"step"}


@pytest.mark.parametrize(
    ("kind", "fields"),
    [*((kind, {}) for kind in THEIRS), ("prelu", {"per": "layer"}), ("maxout", {"pieces": 5})],
)
def test_as_torch(kind: str, fields: dict[str, Any]) -> None:
    g, rng = KINDS[kind].model_validate(fields), np.random.default_rng(0)
    z = rng.normal(0, 3, (N, g.pre_activations(UNITS)))
    special = rng.random(z.shape) < 0.2
    if kind != "maxout":  # equal pieces: torch promises nothing on which of them learns
        z[special] = rng.choice(KINKS_AND_TAILS, int(special.sum()))
    dh = rng.normal(size=(N, UNITS))
    params = {p.name: rng.normal(size=p.shape) for p in g.parameters(UNITS)}
    grads = {name: np.zeros_like(array) for name, array in params.items()}

    theirs = torch.tensor(z, requires_grad=True)
    alpha = torch.tensor(params["alpha"], requires_grad=True) if params else None
    expected = THEIRS[kind](theirs, alpha)
    expected.backward(torch.tensor(dh))

    h, backward = g.forward(params, z, Run())
    h = h.copy()
    assert close(h, expected.detach())
    assert close(backward(dh, grads), theirs.grad)
    if alpha is not None:
        assert close(grads["alpha"], alpha.grad)


def close(ours: Any, theirs: Any) -> bool:
    return np.allclose(ours, theirs.numpy(), rtol=TOLERANCE, atol=TOLERANCE)
