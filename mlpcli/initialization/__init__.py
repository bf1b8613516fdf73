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

from pydantic import Field

from mlpcli.component import bare_name
from mlpcli.initialization import checkpoint
from mlpcli.initialization.base import Initialization
from mlpcli.initialization.checkpoint import Checkpoint
from mlpcli.initialization.given import Given
from mlpcli.initialization.glorot_normal import GlorotNormal
from mlpcli.initialization.glorot_uniform import GlorotUniform
from mlpcli.initialization.he_normal import HeNormal
from mlpcli.initialization.he_uniform import HeUniform
from mlpcli.initialization.lecun_normal import LecunNormal
from mlpcli.initialization.lecun_uniform import LecunUniform
from mlpcli.initialization.normal import Normal
from mlpcli.initialization.orthogonal import Orthogonal
from mlpcli.initialization.sparse import Sparse
from mlpcli.initialization.truncated_normal import TruncatedNormal
from mlpcli.initialization.uniform import Uniform
from mlpcli.initialization.zeros import Zeros

AnyInitialization: TypeAlias = Annotated[
    Zeros
    | Normal
    | TruncatedNormal
    | Uniform
    | LecunNormal
    | LecunUniform
    | GlorotNormal
    | GlorotUniform
    | HeNormal
    | HeUniform
    | Orthogonal
    | Sparse
    | Given
    | Checkpoint,
    Field(discriminator="kind"),
    bare_name,
]

checkpoint.__dict__["AnyInitialization"] = AnyInitialization  # it holds any other

__all__ = [
    "AnyInitialization",
    "Checkpoint",
    "Given",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "Initialization",
    "LecunNormal",
    "LecunUniform",
    "Normal",
    "Orthogonal",
    "Sparse",
    "TruncatedNormal",
    "Uniform",
    "Zeros",
]
