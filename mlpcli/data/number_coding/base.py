"""What every coding of a number is: one scaled number becomes as many inputs as the coding has."""

from __future__ import annotations

from abc import abstractmethod

from mlpcli.arrays import Array
from mlpcli.component import Component


class NumberCodingKind(Component):
    """Inputs φ(z) of the scaled number z; `table` is what it remembers of the training rows.

    Arrays are float64.
    """

    kind: str

    @abstractmethod
    def table(self, z: Array, name: str) -> Array:
        """What is fitted on z: (N,), or drawn for the column `name`."""

    @abstractmethod
    def names(self, name: str, table: Array) -> tuple[str, ...]:
        """A name for each of the W inputs."""

    @abstractmethod
    def expand(self, z: Array, table: Array) -> Array:
        """z: (n,) -> (n, W)."""

    @abstractmethod
    def contract(self, x: Array, table: Array) -> Array:
        """The inverse of `expand`: (n, W) -> (n,)."""
