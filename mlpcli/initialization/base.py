"""What every initialization is: where the parameters of a layer start."""

from __future__ import annotations

from abc import abstractmethod

from mlpcli.arrays import Array, Generator
from mlpcli.component import Component


class Initialization(Component):
    """Fills one parameter array before training.

    fan_in is the number of inputs that a unit sums, fan_out the number of units that read an input: I and O
    for a dense layer's W of shape (I, O).
    """

    kind: str

    @abstractmethod
    def sample(self, shape: tuple[int, ...], fan_in: int, fan_out: int, generator: Generator) -> Array:
        """A float64 array of this shape."""

    def completed(self, usual: Initialization) -> Initialization:
        """With what it leaves open filled in by the initialization that the layer would have without it."""
        return self
