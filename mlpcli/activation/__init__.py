"""Activations: the functions between the layers.

| kind | g(z) | g'(z) | range | learned |
|---|---|---|---|---|
| identity | z | 1 | ℝ | |
| sigmoid | 1 / (1 + e^-z) | g (1 - g) | (0, 1) | |
| probit | Φ(z), the Gaussian c.d.f. | φ(z) | (0, 1) | |
| hard_sigmoid | max(0, min(1, (z + 3) / 6)) | 1/6 if -3 < z < 3, else 0 | [0, 1] | |
| tanh | tanh z | 1 - g² | (-1, 1) | |
| softsign | z / (1 + abs z) | 1 / (1 + abs z)² | (-1, 1) | |
| hard_tanh | max(-1, min(1, z)) | 1 if -1 < z < 1, else 0 | [-1, 1] | |
| relu | max(0, z) | 1 if z > 0, else 0 | [0, ∞) | |
| leaky_relu | max(0, z) + α min(0, z) | 1 if z > 0, else α | ℝ | |
| prelu | max(0, z) + α min(0, z) | 1 if z > 0, else α | ℝ | α |
| elu | z if z > 0, else α (e^z - 1) | 1 if z > 0, else α e^z | (-α, ∞) | |
| selu | λ elu(z), λ = 1.0507, α = 1.6733 | λ if z > 0, else λ α e^z | (-1.758, ∞) | |
| gelu | z Φ(z) | Φ(z) + z φ(z) | [-0.170, ∞) | |
| gelu_tanh | z σ(1.5958 (z + 0.044715 z³)) | σ + z σ (1 - σ) u' | [-0.170, ∞) | |
| silu | z σ(z) | σ + z σ (1 - σ) | [-0.278, ∞) | |
| softplus | log(1 + e^z) | σ(z) | (0, ∞) | |
| abs | abs z | sign z | [0, ∞) | |
| maxout | max of the unit's k z's | 1 for the largest, else 0 | ℝ | |
| softmax | e^z / Σ e^z over the layer | Jacobian: diag h - h hᵀ | (0, 1), sum 1 | |
| step | 1 if z > β, else 0 | 0 | {0, 1} | |
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from mlpcli.activation.base import Activation
from mlpcli.kinds import Kinds

KINDS = Kinds(
    "mlpcli.activation",
    "identity",
    "sigmoid",
    "probit",
    "hard_sigmoid",
    "tanh",
    "softsign",
    "hard_tanh",
    "relu",
    "leaky_relu",
    "prelu",
    "elu",
    "selu",
    "gelu",
    "gelu_tanh",
    "silu",
    "softplus",
    "abs",
    "maxout",
    "softmax",
    "step",
)

AnyActivation: TypeAlias = Annotated[Activation, KINDS]

__getattr__ = KINDS.attribute

__all__ = [
    "Activation",
    "AnyActivation",
]
