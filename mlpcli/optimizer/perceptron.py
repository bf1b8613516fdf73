"""Rosenblatt's rule for one threshold unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array, Scalar
from mlpcli.optimizer.base import Ending, Slots, StepRule
from mlpcli.schedule import AnySchedule
from mlpcli.schedule.constant import Constant


class Perceptron(StepRule):
    """w ← w + λ s x and b ← b + λ s where s (w·x + b) ≤ 0, else nothing; s = ±1 the label, sample by sample.

    Training ends ("separated") with the first pass that makes no mistake. If a plane separates the classes
    there are finitely many mistakes (Novikoff 1962); if none does, passes go on to the limit of epochs, and
    the end says so. Needs a network of one linear unit; sets `loss: perceptron` and `batch_size: 1`. Rows
    come in a new order every pass; in the notes, always in the same. With `averaging: polyak` it is the
    averaged perceptron of Freund and Schapire.

    *Source:* Desassis (perceptron algorithm); Rudi-Gaillard 2.1; Rosenblatt 1958.

    >>> w, slots, x = np.array([1.0, -1.0]), {"right": np.array([3.0, 3.0])}, np.array([1.0, 2.0])
    >>> Perceptron().update(w, -x, slots, t=4, rate=1.0, work=np.empty(2))  # s = 1, w·x = -1: a mistake
    >>> w.tolist(), slots["right"].tolist()
    ([2.0, 1.0], [0.0, 0.0])
    """

    slots: ClassVar[tuple[str, ...]] = ("right",)
    batch: ClassVar[int | Literal["all"] | None] = 1
    loss: ClassVar[str | None] = "perceptron"
    unfinished: ClassVar[str] = (
        "the last pass still made mistakes: the classes are not separated yet, and never will be if no plane "
        "separates them"
    )

    kind: Literal["perceptron"] = "perceptron"
    learning_rate: AnySchedule = Field(
        Constant(rate=1.0), description="λ, the step size; from zero weights it changes their length alone"
    )

    def scalars(self, t: int, rate: Scalar) -> tuple[Scalar, ...]:
        """λ."""
        return (rate,)

    def move(self, theta: Array, g: Array, slots: Slots, s: Sequence[Array], work: Array) -> None:
        """θ, g, right: (..., P). g = -s x on a mistake, else 0; `right` counts samples since the last one."""
        (rate,) = s
        theta -= np.multiply(g, rate, out=work)
        right = slots["right"]
        right += 1
        right *= np.equal(g, 0, out=work, casting="unsafe")

    def ending(self, slots: Slots, steps_per_epoch: int) -> Ending | None:
        """Separated once a whole pass was right."""
        if slots["right"].min(initial=np.inf) < steps_per_epoch:
            return None
        return Ending("separated", "a whole pass made no mistake: the classes are separated")
