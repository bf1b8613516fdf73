"""What shift, rotation, scaling and shear have in common: an affine map of the pixels about the middle."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from pydantic import Field

from mlpcli.arrays import Array, Scalar
from mlpcli.regularization.image import ImageAugmentation


class Affine(ImageAugmentation):
    """q(p) is an affine map of p, given by `count` numbers v, each drawn evenly from [-limit, limit]."""

    count: ClassVar[int] = 1

    limit: float = Field(description="the largest |v|")

    @abstractmethod
    def moved(self, r: Array, c: Array, *v: float) -> tuple[Array, Array]:
        """Q of p = (r, c), rows downwards and columns rightwards from the middle."""

    def draws(self, H: int, W: int) -> int:
        """One for each v."""
        return self.count

    def numbers(self) -> tuple[Scalar, ...]:
        """The limit."""
        return (self.limit,)

    def sources(self, r: Array, c: Array, u: Array, *numbers: float) -> tuple[Array, Array]:
        """V = limit · (2 u - 1)."""
        (limit,) = numbers
        return self.moved(r, c, *(limit * (2 * float(each) - 1) for each in u))
