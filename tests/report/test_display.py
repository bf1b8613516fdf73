"""Which display is chosen, and that choosing costs nothing."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.console import Console

import mlpcli.report.display
from mlpcli.report.course import Plan
from mlpcli.report.display import Silence, display_for
from mlpcli.report.live import LiveDisplay
from mlpcli.report.plain import PlainDisplay
from mlpcli.training.events import Event

PLAN = Plan(epochs=3)


def test_terminal_gets_the_live_display(terminal: Callable[..., Console]) -> None:
    assert isinstance(display_for(PLAN, terminal()), LiveDisplay)


def test_pipe_gets_plain_lines() -> None:
    assert isinstance(display_for(PLAN, Console(file=io.StringIO())), PlainDisplay)


def test_pipe_gets_plain_lines_even_when_colours_are_forced() -> None:
    console = Console(file=io.StringIO(), _environ={"FORCE_COLOR": "1", "TERM": "xterm"})
    assert console.is_terminal
    assert isinstance(display_for(PLAN, console), PlainDisplay)


def test_terminal_without_a_movable_cursor_gets_plain_lines(terminal: Callable[..., Console]) -> None:
    console = Console(file=terminal().file, force_terminal=True, _environ={"TERM": "dumb"})
    assert isinstance(display_for(PLAN, console), PlainDisplay)


def test_quiet_shows_nothing(
    terminal: Callable[..., Console],
    epochs: Callable[..., Iterator[Event]],
    capfd: pytest.CaptureFixture[str],
) -> None:
    console = terminal()
    with display_for(PLAN, console, quiet=True) as display:
        for event in epochs(3):
            display.show(event)
    assert isinstance(display, Silence)
    assert console.file.getvalue() == ""  # type: ignore[attr-defined]
    assert capfd.readouterr() == ("", "")


def test_standard_error_is_the_default(
    epochs: Callable[..., Iterator[Event]], capsys: pytest.CaptureFixture[str]
) -> None:
    with display_for(PLAN) as display:
        for event in epochs(3):
            display.show(event)
    out, err = capsys.readouterr()
    assert out == ""
    assert "done: 3 epochs" in err


def test_rich_is_imported_only_when_something_is_drawn() -> None:
    here = Path(mlpcli.report.display.__file__)
    modules = [path.stem for path in here.parent.glob("*.py") if path.stem != "__init__"]
    assert "tables" in modules
    code = "import sys\n" + "".join(f"import mlpcli.report.{name}\n" for name in modules)
    code += "sys.exit('rich' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(here.parents[2])}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
