"""The kinds of layers. A layer may hold others, so the list stands apart from what is made of them."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from mlpcli.architecture.base import Layer
from mlpcli.kinds import Kinds

KINDS = Kinds(
    "mlpcli.architecture",
    "dense",
    "dropout",
    "batch_norm",
    "layer_norm",
    "embedding",
    "conv2d",
    "max_pool",
    "average_pool",
    "flatten",
    "reshape",
    "residual",
    "elman",
    "polynomial",
)

AnyLayer: TypeAlias = Annotated[Layer, KINDS]
