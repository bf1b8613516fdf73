"""What can go wrong for a user, as a tree of exceptions; each carries the exit code of `mlp`.

    MlpError                     1
    ├── UsageError               2   the command line
    ├── SpecError                3   the YAML file: all its problems at once
    ├── DataError                4   the data
    ├── DivergedError            5   the training left the finite numbers
    └── CheckpointError          6   a file of ours is damaged, foreign or does not fit

The command line prints these without a traceback, and only these: anything else is a defect of the
program and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

LONGEST = 120
"""Characters of a line that a message shows, around the place it speaks of."""


def printable(text: str) -> str:
    r"""With control characters escaped, but for the ends of lines: names in damaged files may hold any.

    >>> printable("column \x1b[2J:\nnot a number")
    'column \\x1b[2J:\nnot a number'
    """
    return "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in text)


class MlpError(Exception):
    """Base of every error that a user can cause: a message of one line or a few, and an exit code."""

    exit_code: ClassVar[int] = 1


class UsageError(MlpError):
    """The command line asks for something that cannot be: a run that exists, a split that does not."""

    exit_code = 2


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a spec: which key, what was found, what to write instead, and where it stands.

    `line` and `column` count from 1; `length` is the width of the caret's underline; `text` is the line.
    A problem without a place (a spec built in Python) has line 0.
    """

    key: str
    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    length: int = 1
    text: str = ""

    def __str__(self) -> str:
        what = f"{self.key}: {self.message}" if self.key else self.message
        if not self.line:
            return f"{self.file}: {what}" if self.file else what
        first = max(self.column - LONGEST // 2, 0) if len(self.text) > LONGEST else 0
        text = self.text[first : first + LONGEST]
        before = self.column - 1 - first
        caret = " " * before + "^" + "~" * (min(self.length, len(text) - before) - 1)
        place = f"{self.file}:{self.line}:{self.column}: {what}"
        return f"{place}\n{self.line:5d} | {text}\n      | {caret}"


class SpecError(MlpError):
    """The spec is wrong; `problems` holds everything that is wrong with it."""

    exit_code = 3

    def __init__(self, problems: Sequence[Problem] | str):
        self.problems = (Problem("", problems),) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class DataError(MlpError):
    """The data cannot be used as the spec asks: a file, a column, a cell, a class."""

    exit_code = 4


class DivergedError(MlpError):
    """Training met a number that is not finite."""

    exit_code = 5


class CheckpointError(MlpError):
    """A checkpoint is damaged, of another format, or does not fit what is asked of it."""

    exit_code = 6
