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
from mlpcli.training.snapshot import Held
from mlpcli.training.step import Step

SMALL = 400_000
"""Numbers that a step computes up to which it is recorded; in larger ones the formulas' own time is lost
among the arithmetic, and their passing results would take memory."""

Call = Callable[[], Any]
Accept = Callable[[Array], bool]
Batch = tuple[Array, Array, Array | None]
"""x, y and weights, if there are any."""


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
        self._last: Batch | None = None
        self._changing = theta, slots, noise
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
        accept: Accept,
        weights: Array | None = None,
    ) -> Array:
        """As a step's; J is overwritten by the next."""
        found = self.recordings.get(id(x))
        if found is None or found.x is not x or found.y is not y or found.weights is not weights:
            return self._by_formulas((x, y, weights), t, rate, accept)
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

    def _by_formulas(self, batch: Batch, t: int, rate: Scalar, accept: Accept) -> Array:
        (x, y, weights), last = batch, self._last
        if self._worth and self._per_row * x.shape[-2] < SMALL:
            self._last = batch
            if last is not None and all(a is b for a, b in zip(batch, last, strict=True)):
                return self._recorded(batch, t, rate, accept)
        self.gradient = self.backprop.gradient
        return super().__call__(x, y, t, rate, accept, weights)

    def _recorded(self, batch: Batch, t: int, rate: Scalar, accept: Accept) -> Array:
        """The update by formulas on traced arrays."""
        x, y, weights = batch
        before, tape, seen = Held.of(*self._changing), Tape(), list[Any]()

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
            before.back(*self._changing)
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

    def _by_both(self, found: Recording, t: int, rate: Scalar, accept: Accept) -> Array:
        """The update by the formulas; the tape is kept if it comes to the same."""
        before, decided = Held.of(*self._changing), list[bool]()

        def noted(J: Array) -> bool:
            decided.append(accept(J))
            return decided[-1]

        J = super().__call__(found.x, found.y, t, rate, noted, found.weights)
        if not decided[-1]:
            return J
        right = Held.of(*self._changing)
        before.back(*self._changing)
        for call in found.before:
            call()
        self._finish(found, t, rate)
        if _bits(found.J, Held.of(*self._changing)) == _bits(J, right):
            found.compared = True
            return J
        self._worth = False
        self.recordings.clear()
        right.back(*self._changing)
        self.gradient = self.backprop.gradient
        return J


def _bits(J: Array, held: Held) -> tuple[Any, ...]:
    return J.tobytes(), held.bits
