"""Initializations: where weights and biases start. m = fan_in, n = fan_out.

| kind | distribution | variance | meant for |
|---|---|---|---|
| zeros | 0 | 0 | biases |
| normal | N(mean, σ²) | σ² | comparisons |
| truncated_normal | N(mean, σ²) cut at 2σ | 0.774 σ² | comparisons |
| uniform | U(low, high) | (high-low)²/12 | comparisons |
| lecun_normal | N(0, 1/m) | 1/m | identity, selu |
| lecun_uniform | U(±√(3/m)) | 1/m | identity, selu |
| glorot_normal | N(0, 2/(m+n)) | 2/(m+n) | identity, sigmoid, tanh |
| glorot_uniform | U(±√(6/(m+n))) | 2/(m+n) | identity, sigmoid, tanh |
| he_normal | N(0, 2/m) | 2/m | relu and its kin |
| he_uniform | U(±√(6/m)) | 2/m | relu and its kin |
| orthogonal | gain · Q, Qᵀ Q = 1 | gain²/max(m, n) | deep networks |
| sparse | k of m ~ N(0, σ²), the others 0 | σ² k/m | wide networks, sigmoid |
| given | the numbers written | | gates, known solutions |
| checkpoint | the arrays of a trained network | | going on from it, transfer |
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from mlpcli.initialization.base import Initialization
from mlpcli.kinds import Kinds

KINDS = Kinds(
    "mlpcli.initialization",
    "zeros",
    "normal",
    "truncated_normal",
    "uniform",
    "lecun_normal",
    "lecun_uniform",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "orthogonal",
    "sparse",
    "given",
    "checkpoint",
)

AnyInitialization: TypeAlias = Annotated[Initialization, KINDS]

__getattr__ = KINDS.attribute

__all__ = [
    "AnyInitialization",
    "Initialization",
]
