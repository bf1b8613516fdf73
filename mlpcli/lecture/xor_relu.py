"""XOR by two rectified linear units, given and found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import plane
from mlpcli.lecture.training import trained

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class XorRelu(Lecture):
    """The note's weights; then training from random ones, which does not find a solution from every start."""

    name = "xor-relu"
    title = "XOR by two ReLU units"
    note = "Laurent (multilayer perceptron: a simple example)"
    claim = "Two ReLU units represent XOR: the note's weights give J = 0, and training finds J ≈ 0."
    specs = ("xor_relu", "xor_relu_trained")

    def run(self, *, full: bool = False) -> Outcome:
        """Eight starts, with `full` 64."""
        given = trained("xor_relu")
        found = [trained("xor_relu_trained", f"seed={seed}") for seed in range(64 if full else 8)]
        losses = [session.scores("train", "last")["loss"] for session in found]
        exact = given.scores("train", "last")["loss"]
        rows = [
            {"weights": "the note's", "J": exact},
            *({"weights": f"trained, seed {seed}", "J": J} for seed, J in enumerate(losses)),
        ]

        def draw(figure: Figure) -> None:
            left, right = figure.subplots(1, 2)
            plane(left, given, "the note's weights", legend=False)
            plane(right, found[0], "found by training (seed 0)")

        checks = (
            Check("J of the note's weights", exact, "<=", 0),
            Check("J after training from the spec's seed", losses[0], "<=", 1e-6),
        )
        return Outcome(checks, rows, draw)
