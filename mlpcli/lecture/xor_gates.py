"""The exclusive or by two layers of threshold units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import plane
from mlpcli.lecture.training import trained

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class XorGates(Lecture):
    """Given weights; and the best that one unit alone can do, for comparison."""

    name = "xor-gates"
    title = "XOR from gates: (x1 or x2) and not (x1 and x2)"
    note = "Desassis (combine neurons)"
    claim = "Two layers of threshold units with given weights compute XOR."
    specs = ("xor_gates",)

    def run(self, *, full: bool = False) -> Outcome:
        """The truth table."""
        session = trained("xor_gates")
        samples = session.prepared.train
        answers = session.model("last").outputs(samples.x)[:, 0] > 0.5
        wrong = int((answers != (samples.y[:, 0] > 0.5)).sum())
        rows = [
            {"x1": int(a), "x2": int(b), "x1 or x2": int(a or b), "x1 and x2": int(a and b), "answer": int(y)}
            for (a, b), y in zip(samples.x, answers, strict=True)
        ]

        def draw(figure: Figure) -> None:
            plane(figure.subplots(), session, "two units, then one")

        return Outcome((Check("wrong answers of four", wrong, "<=", 0),), rows, draw)
