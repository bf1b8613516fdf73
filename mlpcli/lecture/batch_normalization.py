"""Batch normalization: steps to a fixed accuracy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.drawing import curves
from mlpcli.lecture.training import Member, swept
from mlpcli.training.session import Session

if TYPE_CHECKING:
    from matplotlib.figure import Figure

REACHED = 0.9
"""The accuracy on the rows that are watched that the steps are counted to."""


class BatchNormalization(Lecture):
    """Updates until the accuracy is there, at three learning rates; all of them where it never is."""

    name = "batch-normalization"
    title = "Batch normalization"
    note = "Lepetit (batch normalization, steps to a fixed accuracy)"
    claim = "With batch normalization the accuracy is reached in fewer steps, at small and large rates."
    specs = ("batch_normalization", "batch_normalization_sweep")

    def run(self, *, full: bool = False) -> Outcome:
        """Six networks of three layers of sigmoids."""
        found = {_facts(member): member.session for member in swept("batch_normalization")}
        steps = {key: _steps(session) for key, session in found.items()}
        rows = [
            {
                "batch normalization": name,
                "rate": rate,
                "steps to 0.9": steps[name, rate] or f"more than {session.state.step}",
                "largest accuracy": max(e.validation["accuracy"] for e in session.replica.history),
            }
            for (name, rate), session in found.items()
        ]

        def draw(figure: Figure) -> None:
            series = {
                f"{name}, rate {rate:g}": (
                    [end.step for end in session.replica.history],
                    [end.validation["accuracy"] for end in session.replica.history],
                )
                for (name, rate), session in found.items()
            }
            ax = figure.subplots()
            ax.axhline(REACHED, color="0.5", linewidth=1)
            curves(ax, series, "step", "validation accuracy", log="x")

        last = max(session.replica.history[-1].step for session in found.values())
        own = [n or 10 * last for (name, _), n in steps.items() if name == "with"]
        others = [n or last for (name, _), n in steps.items() if name == "without"]
        checks = (
            Check("most steps with it, in parts of the fewest without", max(own) / min(others), "<=", 0.5),
            Check("steps at the largest rate, in parts of those at the smallest", own[-1] / own[0], "<=", 1),
        )
        return Outcome(checks, rows, draw)


def _facts(member: Member) -> tuple[str, float]:
    normalized = "batch_norm" in member.overrides["architecture"]["layers"]
    return "with" if normalized else "without", member.session.replica.history[0].learning_rate


def _steps(session: Session) -> int:
    """Updates after which the accuracy was first reached, epoch by epoch; 0 if it never was."""
    ends = session.replica.history
    return next((end.step for end in ends if end.validation["accuracy"] >= REACHED), 0)
