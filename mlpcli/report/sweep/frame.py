"""One frame of a running sweep, as lines that fit the console.

    digits-sweep  lowest validation loss of 64 trials
    trials 24/64 ━━━━━━━━━━━━━──────────────────────   6.40 trials/s        7 s left
    running 32 trials in 2 stacks; 23 done, 1 failed
    best so far  0.07120   █▆▆▄▃▃▃▂▂▂▁▁▁
    trial 0012: learning_rate 1e-02, hidden [64, 32]
    trial 0007 diverged: the loss is nan in epoch 3

The last line is there from the first failure on; the others keep their places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlpcli.report import wording
from mlpcli.report.curve import Scale, sparkline
from mlpcli.report.frame import GAP, LEFT, LONGEST_CURVE, SHORTEST_CURVE, SPEED, WIDEST
from mlpcli.report.glyphs import Glyphs
from mlpcli.report.sweep.course import SweepCourse

if TYPE_CHECKING:
    from rich.text import Text


class SweepFrame:
    """Draws a course."""

    def __init__(self, title: str, glyphs: Glyphs):
        self._title = title
        self._glyphs = glyphs

    def draw(self, course: SweepCourse, width: int) -> Text:
        """All lines, none longer than width."""
        from rich.text import Text

        width = min(width, WIDEST)
        lines = [
            _line(
                (self._title, "bold"), (f"  {sought(course)} of {wording.count(course.total)} trials", "dim")
            ),
            _end(course) if course.over else self._bar(course, width),
            _line((counts(course), "")),
            self._best(course, width),
            _line((course.best_in_words(), "")),
        ]
        if course.last_failure:
            lines.append(_line((course.last_failure, "yellow")))
        for line in lines:
            line.truncate(width)
        return Text("\n", no_wrap=True, end="").join(lines)

    def _bar(self, course: SweepCourse, width: int) -> Text:
        head = f"trials {course.ended:>{len(str(course.total))}}/{course.total} "
        length = max(width - len(head) - SPEED - LEFT, SHORTEST_CURVE)
        filled = round(length * min(course.ended / max(course.total, 1), 1))
        return _line(
            (head, ""),
            (self._glyphs.done * filled, "green"),
            (self._glyphs.ahead * (length - filled), "dim"),
            (f"{wording.per_second(course.speed, 'trials') if course.speed else '':>{SPEED}}", ""),
            (f"{f'{wording.duration(course.left)} left' if course.speed else '':>{LEFT}}", "cyan"),
        )

    def _best(self, course: SweepCourse, width: int) -> Text:
        if course.best is None:
            return _line()
        head = f"best so far  {wording.number(course.best.scores[course.objective])}"
        room = min(width - len(head) - len(GAP), LONGEST_CURVE)
        bests = course.bests.columns(room) if room >= SHORTEST_CURVE else []
        picture = sparkline(bests, Scale.over(bests, may_be_logarithmic=True), self._glyphs.blocks)
        return _line((head, "bold green"), (GAP + picture, "magenta"))


def sought(course: SweepCourse) -> str:
    """What the sweep looks for: "lowest validation loss"."""
    return f"{'lowest' if course.direction == 'min' else 'highest'} {course.objective.replace('_', ' ')}"


def counts(course: SweepCourse) -> str:
    """Running, done and failed trials."""
    ended = f"{wording.count(course.ended - course.failed)} done, {wording.count(course.failed)} failed"
    if course.over or not course.running:
        return ended
    running = f"running {_counted(course.running, 'trial')} in {_counted(course.stacks, 'stack')}"
    return f"{running}; {ended}"


def _counted(n: int, what: str) -> str:
    return f"{wording.count(n)} {what}{'s' * (n != 1)}"


def _end(course: SweepCourse) -> Text:
    return _line((course.end_in_words(), "green" if course.ended >= course.total else "yellow"))


def _line(*parts: tuple[str, str]) -> Text:
    from rich.text import Text

    return Text.assemble(*parts, no_wrap=True, overflow="crop")
