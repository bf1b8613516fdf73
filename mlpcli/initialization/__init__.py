"""Initializations: where weights and biases start. m = fan_in, n = fan_out.

| kind | distribution | variance | meant for |
|---|---|---|---|
| zeros | 0 | 0 | biases |
| normal | N(mean, σ²) | σ² | comparisons |
| glorot_normal | N(0, 2/(m+n)) | 2/(m+n) | identity, sigmoid, tanh |
| glorot_uniform | U(±√(6/(m+n))) | 2/(m+n) | identity, sigmoid, tanh |
| he_normal | N(0, 2/m) | 2/m | relu and its kin |
| he_uniform | U(±√(6/m)) | 2/m | relu and its kin |
| given | the numbers written | | gates, known solutions |
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from mlpcli.component import bare_name
from mlpcli.initialization.base import Initialization
from mlpcli.initialization.given import Given
from mlpcli.initialization.glorot_normal import GlorotNormal
from mlpcli.initialization.glorot_uniform import GlorotUniform
from mlpcli.initialization.he_normal import HeNormal
from mlpcli.initialization.he_uniform import HeUniform
from mlpcli.initialization.normal import Normal
from mlpcli.initialization.zeros import Zeros

AnyInitialization: TypeAlias = Annotated[
    Zeros | Normal | GlorotNormal | GlorotUniform | HeNormal | HeUniform | Given,
    Field(discriminator="kind"),
    bare_name,
]

__all__ = [
    "AnyInitialization",
    "Given",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "Initialization",
    "Normal",
    "Zeros",
]
