"""What a layer is lent while it computes: randomness, reused memory, and whether this is training."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike

from mlpcli import tape
from mlpcli.arrays import Array, Generator


class Run:
    """The surroundings of one layer in one pass, everything that is not a hyper-parameter.

    `training` is False in evaluation; `drops` says whether dropout leaves units out, as in training.
    `generators` holds one generator a replica; `stacked` says whether arrays have the replica axis (a stack
    of one has it too). `needs_dx` is False for the first layer with parameters: nobody reads ∂loss/∂x
    there, and its matrix product is saved. `shape` is that of one sample of the layer's input. `inside` are
    the surroundings of layers within this layer; it fills them itself.
    """

    __slots__ = (
        "_buffers",
        "_filled",
        "_parts",
        "drops",
        "generators",
        "inside",
        "needs_dx",
        "shape",
        "stacked",
        "training",
    )

    def __init__(
        self,
        *,
        training: bool = False,
        generators: Sequence[Generator] = (),
        stacked: bool = False,
        needs_dx: bool = True,
        shape: tuple[int, ...] = (),
        drops: bool | None = None,
    ):
        self.training = training
        self.drops = training if drops is None else drops
        self.generators = tuple(generators)
        self.stacked = stacked
        self.needs_dx = needs_dx
        self.shape = shape
        self.inside: tuple[Run, ...] = ()
        self._buffers: dict[tuple[str, tuple[int, ...], DTypeLike], Array] = {}
        self._filled: dict[tuple[float, tuple[int, ...], DTypeLike], Array] = {}
        self._parts: list[Run] = []

    def part(self, number: int) -> Run:
        """The same surroundings with memory of its own, for what a layer does several times in one pass."""
        while len(self._parts) <= number:
            self._parts.append(
                Run(
                    training=self.training,
                    generators=self.generators,
                    stacked=self.stacked,
                    needs_dx=self.needs_dx,
                    shape=self.shape,
                    drops=self.drops,
                )
            )
        return self._parts[number]

    def buffer(self, name: str, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
        """Memory that keeps its place from step to step; what it held before is overwritten.

        >>> run = Run()
        >>> run.buffer("z", (2, 3), "float32") is run.buffer("z", (2, 3), "float32")
        True
        """
        key = (name, shape, dtype)
        found = self._buffers.get(key)
        if found is None:
            found = self._buffers[key] = tape.memory(shape, dtype)
        return found

    def filled(self, value: float, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
        """Memory that holds one number everywhere, and is only read.

        >>> Run().filled(1.0, (2,), "float32").tolist()
        [1.0, 1.0]
        """
        key = (value, shape, dtype)
        found = self._filled.get(key)
        if found is None:
            found = self._filled[key] = np.full(shape, value, dtype)
            found.flags.writeable = False
        return found

    def uniform(self, name: str, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
        """Numbers from U[0, 1) in a buffer; each replica draws its own, as it would alone."""
        numbers = self.buffer(name, shape, dtype)
        if self.stacked:
            for generator, row in zip(self.generators, numbers, strict=True):
                tape.call(generator.random, out=row, dtype=row.dtype.type)
        else:
            tape.call(self.generators[0].random, out=numbers, dtype=numbers.dtype.type)
        return numbers

    def normal(self, name: str, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
        """Numbers from N(0, 1), as `uniform` has them."""
        numbers = self.buffer(name, shape, dtype)
        if self.stacked:
            for generator, row in zip(self.generators, numbers, strict=True):
                tape.call(generator.standard_normal, out=row, dtype=row.dtype.type)
        else:
            tape.call(self.generators[0].standard_normal, out=numbers, dtype=numbers.dtype.type)
        return numbers
