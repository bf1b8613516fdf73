"""Made-up trainings and consoles that remember what was drawn."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from rich.console import Console

from mlpcli.training.events import EpochEnd, Event, Improved, Stopped, StopReason


class Terminal(io.StringIO):
    """A file that says it is a terminal; `screen` holds the lines that a viewer would see."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True

    @property
    def screen(self) -> list[str]:
        lines, row, column = [""], 0, 0
        text = self.getvalue()
        i = 0
        while i < len(text):
            character = text[i]
            i += 1
            if character == "\x1b":
                end = next(j for j in range(i, len(text)) if text[j].isalpha())
                code, i = text[i + 1 : end + 1], end + 1
                if code == "2K":
                    lines[row] = ""
                elif code.endswith("A"):
                    row -= int(code[:-1])
                else:
                    assert code[-1] in "mhl", code
            elif character == "\r":
                column = 0
            elif character == "\n":
                row, column = row + 1, 0
                lines += [""] * (row + 1 - len(lines))
            else:
                lines[row] = lines[row].ljust(column)[:column] + character + lines[row][column + 1 :]
                column += 1
        return lines


def terminal_console(width: int = 80, height: int = 24, encoding: str = "utf-8") -> Console:
    file = Terminal()
    file.encoding = encoding
    return Console(
        file=file,
        force_terminal=True,
        width=width,
        height=height,
        legacy_windows=False,
        _environ={"TERM": "xterm-256color"},
    )


def epochs(
    n: int, reason: StopReason | None = "epochs", start: int = 1, best: int = 10**9
) -> Iterator[Event]:
    """Losses fall like 1/epoch until `best`, then the validation loss rises; a second an epoch."""
    for epoch in range(start, n + 1):
        loss = 1 / epoch if epoch <= best else 1 / max(best, 1) + 0.01 * (epoch - best)
        validation = {"loss": loss, "accuracy": 1 - loss / 2}
        yield EpochEnd(0, epoch, 10 * epoch, 1e-3, 0.5 / epoch, 0.0, validation, float(epoch))
        if epoch <= best:
            yield Improved(0, epoch, "validation_loss", loss)
    if reason is not None:
        yield Stopped(0, n, reason)


class Clock:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def terminal() -> Callable[..., Console]:
    return terminal_console


@pytest.fixture(name="epochs")
def _epochs() -> Callable[..., Iterator[Event]]:
    return epochs
