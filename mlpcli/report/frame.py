"""One frame of the live display: the course of a training as lines that fit the console.

    digits  64-64-10, 4,810 parameters
    epoch  34/100 ━━━━━━━━━━━━━────────────────────     212 epochs/s        0.3 s left
                            now       best   losses on a log scale
    training loss       0.07120    0.07893   █▇▆▅▅▄▄▃▃▃▂▂▂▂▁▁▁▁
    validation loss      0.1023    0.09980   █▇▆▅▅▄▄▃▃▃▃▂▂▂▂▂▂▂
    accuracy             0.9722     0.9740   ▁▃▅▆▇▇▇███████████
    learning rate         1e-03      1e-03
    lowest validation loss 0.09980 at epoch 31, 3 epochs ago

Every field has its place and width from the first frame to the last, so nothing jumps. "best" is the epoch
whose weights are kept, in all rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mlpcli.report import wording
from mlpcli.report.course import Course, Plan, Quantity, quantities
from mlpcli.report.curve import Curve, Scale, sparkline
from mlpcli.report.glyphs import Glyphs

if TYPE_CHECKING:
    from rich.text import Text

WIDEST = 118
NUMBER = 11  # columns of a number: -1.234e-05 and a space
SPEED = 16
LEFT = 18
GAP = "   "
SHORTEST_CURVE = 8
LONGEST_CURVE = 72
COLOURS = {"training_loss": "cyan", "validation_loss": "magenta", "learning_rate": "yellow"}


@dataclass(slots=True)
class Row:
    """A quantity with its course so far."""

    quantity: Quantity
    curve: Curve = field(default_factory=Curve)

    @property
    def label(self) -> str:
        """Its name as words."""
        return self.quantity.name.replace("_", " ")

    @property
    def is_loss(self) -> bool:
        """Losses share a scale, so that their distance can be seen."""
        return self.quantity.name in ("training_loss", "validation_loss")


class Frame:
    """Draws a course; keeps the curves, which grow with every epoch."""

    def __init__(self, plan: Plan, glyphs: Glyphs):
        self.rows = [Row(quantity) for quantity in quantities(plan)]
        self._glyphs = glyphs
        self._plan = plan
        self._label = max(len(row.label) for row in self.rows)

    def draw(self, course: Course, width: int, speed: str, left: str) -> Text:
        """All lines, none longer than width; speed and left only while the training goes on."""
        from rich.text import Text

        width = min(width, WIDEST)
        lines = [self._title()] if self._plan.title else []
        lines.append(self._end(course) if course.over else self._bar(course, width, speed, left))
        lines += self._table(course, width)
        lines.append(self._best(course))
        for line in lines:
            line.truncate(width)
        return Text("\n", no_wrap=True, end="").join(lines)

    def _title(self) -> Text:
        return _line((self._plan.title, "bold"), (f"  {self._plan.detail}", "dim"))

    def _end(self, course: Course) -> Text:
        completed = course.stopped is not None and course.stopped.reason != "interrupted"
        return _line((course.end_in_words(), "green" if completed else "yellow"))

    def _bar(self, course: Course, width: int, speed: str, left: str) -> Text:
        planned = self._plan.epochs
        epoch = min(int(course.done) + 1, planned) if course.running else course.epochs_done
        head = f"epoch {epoch:>{len(str(planned))}}/{planned} "
        length = max(width - len(head) - SPEED - LEFT, SHORTEST_CURVE)
        filled = round(length * min(course.done / max(planned, 1), 1))
        return _line(
            (head, ""),
            (self._glyphs.done * filled, "green"),
            (self._glyphs.ahead * (length - filled), "dim"),
            (f"{speed:>{SPEED}}", ""),
            (f"{left:>{LEFT}}", "cyan"),
        )

    def _table(self, course: Course, width: int) -> list[Text]:
        room = min(width - self._label - 2 * NUMBER - len(GAP), LONGEST_CURVE)
        room = room if room >= SHORTEST_CURVE else 0
        columns = [row.curve.columns(room) if room else [] for row in self.rows]
        of_losses = [c for row, c in zip(self.rows, columns, strict=True) if row.is_loss]
        losses = Scale.over(*of_losses, may_be_logarithmic=True)
        note = "losses on a log scale" if losses.logarithmic else ""
        now = "last" if course.over else "now"
        lines = [_line((f"{'':{self._label}}{now:>{NUMBER}}{'best':>{NUMBER}}{GAP}{note}", "dim"))]
        for row, numbers in zip(self.rows, columns, strict=True):
            scale = losses if row.is_loss else Scale.over(numbers)
            lines.append(self._row(course, row, sparkline(numbers, scale, self._glyphs.blocks)))
        return lines

    def _row(self, course: Course, row: Row, picture: str) -> Text:
        quantity = row.quantity
        now = quantity.written(quantity.of(course.latest)) if course.latest else ""
        if quantity.name == "training_loss" and course.running:
            now = wording.number(course.running.loss)
        best = quantity.written(quantity.of(course.best)) if course.best else ""
        return _line(
            (f"{row.label:{self._label}}", ""),
            (f"{now:>{NUMBER}}", "bold"),
            (f"{best:>{NUMBER}}", "bold green" if quantity.is_monitored(self._plan.monitor) else ""),
            (GAP + picture, COLOURS.get(quantity.name, "bright_blue")),
        )

    def _best(self, course: Course) -> Text:
        if course.improved is None:
            return _line()
        ago = course.epochs_done - course.improved.epoch
        when = "" if ago <= 0 else f", {ago} epoch{'s' * (ago > 1)} ago"
        return _line((course.best_in_words() + when, "dim"))


def _line(*parts: tuple[str, str]) -> Text:
    from rich.text import Text

    return Text.assemble(*parts, no_wrap=True, overflow="crop")
