"""The step of a small network from a tape: the same calls of NumPy, with nothing looked up again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlpcli.architecture import Network
from mlpcli.arrays import Array, Generator, Scalar
from mlpcli.optimizer import StepRule
from mlpcli.regularization import ActivityPenalty, Augmentation, Regularization
from mlpcli.tape import Tape, aside, bare, traced
from mlpcli.training.backprop import Criterion
from mlpcli.training.crew import ALONE, Crew
from mlpcli.training.step import Step

SMALL = 400_000
"""Numbers that a step computes up to which it is recorded; in larger ones the formulas' own time is lost
among the arithmetic, and their passing results would take memory."""

Call = Callable[[], Any]


@dataclass(slots=True)
class Recording:
    """What is done for batches that stand in this memory: the calls that give J, and those that follow."""

    x: Array
    y: Array
    weights: Array | None
    J: Array
    gradient: Array
    before: tuple[Call, ...]
    after: tuple[Call, ...]
    compared: bool = False


class RecordedStep(Step):
    """The same update to the bit, for batches that come again and again in the same memory.

    The first batch is computed by the formulas, the second by formulas that are recorded, the third by both
    and compared, all others from the tape. What cannot be recorded goes on by the formulas.
    """

    def __init__(
        self,
        network: Network,
        loss: Criterion,
        optimizer: StepRule,
        rules: Sequence[Regularization],
        theta: Array,
        slots: dict[str, Array],
        noise: Sequence[Generator],
        crew: Crew = ALONE,
    ):
        super().__init__(network, loss, optimizer, rules, theta, slots, noise, crew)
        self.recordings: dict[int, Recording] = {}
        self._last: tuple[Array, Array, Array | None] | None = None
        self._changing = [theta, *slots.values()]
        self._noise = noise
        self._twin: Step | None = None
        self._parts = network, loss, optimizer, rules, theta, slots, noise
        numbers = sum(int(np.prod(shape)) for shape in (network.input_shape, *network.shapes))
        self._per_row = numbers * (len(theta) if theta.ndim == 2 else 1)
        awkward = any(isinstance(rule, Augmentation | ActivityPenalty) for rule in rules)
        self._worth = not awkward and theta.size < SMALL and len(self.move.shares) == 1

    def __call__(
        self,
        x: Array,
        y: Array,
        t: int,
        rate: Scalar,
        accept: Callable[[Array], bool],
        weights: Array | None = None,
    ) -> Array:
        """As a step's; J is overwritten by the next."""
        found = self.recordings.get(id(x))
        if found is None or found.x is not x or found.y is not y or found.weights is not weights:
            return self._by_formulas(x, y, t, rate, accept, weights)
        if not found.compared:
            return self._by_both(found, t, rate, accept)
        for call in found.before:
            call()
        if accept(found.J):
            self._finish(found, t, rate)
        return found.J

    def _finish(self, found: Recording, t: int, rate: Scalar) -> None:
        assert self._twin is not None
        for numbers in self._twin.move.numbers:
            numbers.set(t, rate)
        for call in found.after:
            call()
        self.gradient = found.gradient

    def _by_formulas(
        self,
        x: Array,
        y: Array,
        t: int,
        rate: Scalar,
        accept: Callable[[Array], bool],
        weights: Array | None,
    ) -> Array:
        batch, last = (x, y, weights), self._last
        if self._worth and self._per_row * x.shape[-2] < SMALL:
            self._last = batch
            if last is not None and all(a is b for a, b in zip(batch, last, strict=True)):
                return self._recorded(x, y, t, rate, accept, weights)
        self.gradient = self.backprop.gradient
        return super().__call__(x, y, t, rate, accept, weights)

    def _recorded(
        self,
        x: Array,
        y: Array,
        t: int,
        rate: Scalar,
        accept: Callable[[Array], bool],
        weights: Array | None,
    ) -> Array:
        """The update by formulas on traced arrays."""
        before, tape, seen = self._held(), Tape(), list[Any]()

        def noted(J: Array) -> bool:
            with aside():
                seen[:] = [bare(J), len(tape.calls), accept(bare(J))]
            return bool(seen[2])

        try:
            step = self._twin = self._twin or self._traced()
            with tape.recording():
                step(traced(x), traced(y), t, rate, noted, None if weights is None else traced(weights))
        except Exception:  # whatever it is: the formulas say it again, if it is theirs
            self._worth = False
            self._take_back(before)
            return super().__call__(x, y, t, rate, accept, weights)
        J, number, accepted = seen
        if accepted:
            calls = tuple(tape.calls)
            self.gradient = bare(step.gradient)
            self.recordings[id(x)] = Recording(
                x, y, weights, J, self.gradient, calls[:number], calls[number:]
            )
        return np.asarray(J)

    def _traced(self) -> Step:
        """A step on the same θ and slots, whose every array is traced."""
        network, loss, optimizer, rules, theta, slots, noise = self._parts
        own = {name: traced(slot) for name, slot in slots.items()}
        with Tape().recording():
            return Step(network, loss, optimizer, rules, traced(theta), own, noise)

    def _by_both(self, found: Recording, t: int, rate: Scalar, accept: Callable[[Array], bool]) -> Array:
        """The update by the formulas; the tape is kept if it comes to the same."""
        before, decided = self._held(), list[bool]()

        def noted(J: Array) -> bool:
            decided.append(accept(J))
            return decided[-1]

        J = super().__call__(found.x, found.y, t, rate, noted, found.weights)
        if not decided[-1]:
            return J
        right = self._held()
        self._take_back(before)
        for call in found.before:
            call()
        self._finish(found, t, rate)
        if _bits(found.J, *self._held()) == _bits(J, *right):
            found.compared = True
            return J
        self._worth = False
        self.recordings.clear()
        self._take_back(right)
        self.gradient = self.backprop.gradient
        return J

    def _held(self) -> tuple[list[Array], list[Any]]:
        """A copy of what an update changes."""
        states = [generator.bit_generator.state for generator in self._noise]
        return [array.copy() for array in self._changing], states

    def _take_back(self, held: tuple[list[Array], list[Any]]) -> None:
        for array, old in zip(self._changing, held[0], strict=True):
            array[...] = old
        for generator, state in zip(self._noise, held[1], strict=True):
            generator.bit_generator.state = state


def _bits(J: Array, arrays: list[Array], states: list[Any]) -> tuple[Any, ...]:
    return J.tobytes(), [array.tobytes() for array in arrays], states
