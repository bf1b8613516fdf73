"""Activations: the functions between the layers.

| kind | g(z) | g'(z) | range | learned |
|---|---|---|---|---|
| identity | z | 1 | ℝ | |
| sigmoid | 1 / (1 + e^-z) | g (1 - g) | (0, 1) | |
| tanh | tanh z | 1 - g² | (-1, 1) | |
| relu | max(0, z) | 1 if z > 0, else 0 | [0, ∞) | |
| leaky_relu | max(0, z) + α min(0, z) | 1 if z > 0, else α | ℝ | |
| step | 1 if z > β, else 0 | 0 | {0, 1} | |
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from mlpcli.activation.base import Activation
from mlpcli.activation.identity import Identity
from mlpcli.activation.leaky_relu import LeakyRelu
from mlpcli.activation.relu import Relu
from mlpcli.activation.sigmoid import Sigmoid
from mlpcli.activation.step import Step
from mlpcli.activation.tanh import Tanh
from mlpcli.component import bare_name

AnyActivation: TypeAlias = Annotated[
    Identity | Sigmoid | Tanh | Relu | LeakyRelu | Step,
    Field(discriminator="kind"),
    bare_name,
]

__all__ = ["Activation", "AnyActivation", "Identity", "LeakyRelu", "Relu", "Sigmoid", "Step", "Tanh"]
