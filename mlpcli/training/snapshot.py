"""Copies of what an update changes: to make updates again from, or to take up again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from mlpcli.arrays import Array, Generator


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The state of all active replicas before the update `step` + 1, which is batch `batch` + 1 of its epoch.

    `order` and `noise` are the states of their generators: when the epoch began, and now.
    """

    theta: Array
    slots: dict[str, Array]
    order: Sequence[Any]
    noise: Sequence[Any]
    step: int
    epoch: int
    batch: int

    def of(self, rows: Sequence[int]) -> Snapshot:
        """That of these rows of a stack alone, which the others have left."""
        return replace(
            self,
            theta=self.theta[rows],
            slots={name: slot[rows] for name, slot in self.slots.items()},
            order=[self.order[row] for row in rows],
            noise=[self.noise[row] for row in rows],
        )


def copy_of(numbers: Array, memory: Array | None) -> Array:
    """The same numbers in this memory, if there is any: new memory takes up to ten times as long to fill."""
    if memory is None:
        return numbers.copy()
    memory[...] = numbers
    return memory


@dataclass(frozen=True)
class Held:
    """A copy of θ and the optimizer's slots, and the states of the noise generators."""

    theta: Array
    slots: dict[str, Array]
    noise: tuple[Any, ...]

    @classmethod
    def of(cls, theta: Array, slots: Mapping[str, Array], noise: Sequence[Generator]) -> Self:
        """These, as they stand."""
        states = tuple(generator.bit_generator.state for generator in noise)
        return cls(theta.copy(), {name: slot.copy() for name, slot in slots.items()}, states)

    def back(self, theta: Array, slots: Mapping[str, Array], noise: Sequence[Generator]) -> None:
        """Gives these what was held."""
        theta[...] = self.theta
        for name, slot in slots.items():
            slot[...] = self.slots[name]
        for generator, state in zip(noise, self.noise, strict=True):
            generator.bit_generator.state = state

    @property
    def bits(self) -> tuple[Any, ...]:
        """To be compared: equal to the last bit."""
        return self.theta.tobytes(), [slot.tobytes() for slot in self.slots.values()], self.noise
