"""A number as waves of several frequencies."""

from __future__ import annotations

import zlib
from typing import Annotated, Literal, TypeAlias

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.data.number_coding.base import NumberCodingKind

Frequencies: TypeAlias = Annotated[tuple[float, ...], Field(strict=False, min_length=1)]


class Periodic(NumberCodingKind):
    """φ(z) = (z, sin 2π c_1 z, ..., sin 2π c_K z, cos 2π c_1 z, ..., cos 2π c_K z).

    The c_k are given, or drawn once from N(0, sigma²) by the column's name and `seed`, and then fixed (in
    the paper they are the start of learned ones). z itself, which the paper leaves out, tells apart what
    lies a period away. Waves of high frequency help a network with functions that change quickly.

    *Source:* Gorishniy, Rubachev, Babenko 2022 (arXiv:2203.05556), section 3.3; Tancik et al. 2020.

    >>> x = Periodic(frequencies=(0.25, 0.5)).expand(np.array([1.0]), np.array([0.25, 0.5]))
    >>> (x + 0.0).round(9).tolist()  # sines of π/2 and π, then cosines
    [[1.0, 1.0, 0.0, 0.0, -1.0]]
    """

    kind: Literal["periodic"] = "periodic"
    frequencies: (
        Annotated[int, Field(ge=1, le=10_000)]
        | Annotated[tuple[float, ...], Field(strict=False, min_length=1)]
    ) = Field(8, description="how many are drawn, or a list of them, in periods a unit of the scaled number")
    sigma: float = Field(1.0, gt=0, description="deviation of drawn frequencies; more: quicker waves")
    seed: int = Field(0, ge=0, lt=2**63, description="of the frequencies that are drawn")

    def table(self, z: Array, name: str) -> Array:
        """The frequencies c: (K,)."""
        if isinstance(self.frequencies, tuple):
            return np.array(self.frequencies, dtype=np.float64)
        generator = np.random.default_rng([self.seed, zlib.crc32(name.encode())])
        return generator.normal(0, self.sigma, self.frequencies)

    def names(self, name: str, table: Array) -> tuple[str, ...]:
        """The column's name, then its waves."""
        waves = (f"{name}.{wave}{k}" for wave in ("sin", "cos") for k in range(1, len(table) + 1))
        return (name, *waves)

    def expand(self, z: Array, table: Array) -> Array:
        """z: (n,) -> (n, 1 + 2 K)."""
        angle = 2 * np.pi * z[:, None] * table
        return np.concatenate([z[:, None], np.sin(angle), np.cos(angle)], axis=-1)

    def contract(self, x: Array, table: Array) -> Array:
        """z, the first input: (n, 1 + 2 K) -> (n,)."""
        return x[:, 0]
