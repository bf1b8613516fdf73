"""What is known of an array of θ before there are numbers in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from mlpcli.arrays import Scalar
from mlpcli.initialization import Initialization

Role: TypeAlias = Literal["weights", "biases", "statistics"]
"""What an array of θ is: a factor of an input, an offset, or something that the forward pass keeps while
training (running means); statistics have no gradient, and neither optimizers nor penalties touch them."""


@dataclass(frozen=True)
class Parameter:
    """One array of a layer in θ: its name, shape without replicas, role, and how it starts.

    `trainable` is False where a layer inside another one is kept as it starts; `pace` is the factor of
    such a layer's learning rate.
    """

    name: str
    shape: tuple[int, ...]
    role: Role
    initialization: Initialization
    fan_in: int
    fan_out: int
    trainable: bool = True
    pace: Scalar = 1.0
