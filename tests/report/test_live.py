"""The live display on a made-up terminal: rare frames, one picture on the screen, a summary at the end."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from rich.console import Console

from mlpcli.report.course import Plan
from mlpcli.report.live import LiveDisplay
from mlpcli.report.screen import PAUSE_PER_FRAME
from mlpcli.training.events import Event, Progress

Epochs = Callable[..., Iterator[Event]]
Terminals = Callable[..., Console]
PLAN = Plan(epochs=100, title="digits", metrics=("accuracy",))


def screen(console: Console) -> list[str]:
    return [line.rstrip() for line in console.file.screen]  # type: ignore[attr-defined]


def interrupted(display: LiveDisplay, events: Iterator[Event]) -> None:
    with display:
        for event in events:
            display.show(event)
        raise KeyboardInterrupt


def test_last_frame_stays_alone_on_the_screen(terminal: Terminals, epochs: Epochs, clock: Any) -> None:
    console = terminal()
    with LiveDisplay(PLAN, console, clock) as display:
        for event in epochs(41, "early_stopping", best=31):
            clock.now += 1
            display.show(event)
    console.file.write("$ next")
    shown = screen(console)
    assert shown[0] == "digits"
    assert shown[1] == "stopped early: 41 of 100 epochs in 41 s"
    assert shown[3].startswith("training loss      0.01220    0.01613   ▄▃▂")
    assert shown[7:] == ["lowest validation loss 0.03226 at epoch 31, 10 epochs ago", "$ next"]


def test_frames_are_ten_a_second_at_most(terminal: Terminals, epochs: Epochs, clock: Any) -> None:
    console = terminal()
    with LiveDisplay(PLAN, console, clock) as display:
        sizes = []
        for event in epochs(100, reason=None, best=0):
            clock.now += 0.03
            display.show(event)
            sizes.append(len(console.file.getvalue()))  # type: ignore[attr-defined]
    frames = sum(b > a for a, b in pairwise(sizes))
    assert 20 <= frames <= 30  # 3 s


def test_slow_terminal_is_given_longer_pauses(terminal: Terminals, epochs: Epochs, clock: Any) -> None:
    console = terminal()
    drawn = 0

    class Slow(type(console.file)):  # type: ignore[misc]
        def flush(self) -> None:
            nonlocal drawn
            drawn += 1
            clock.now += 0.1

    console.file = Slow()
    with LiveDisplay(PLAN, console, clock) as display:
        before, begin = drawn, clock.now
        for event in epochs(100, reason=None, best=0):
            clock.now += 1
            display.show(event)
        lost = (drawn - before) * 0.1
    assert 0 < lost <= (clock.now - begin) / (PAUSE_PER_FRAME - 1)


def test_speed_and_time_left(terminal: Terminals, epochs: Epochs, clock: Any) -> None:
    console = terminal()
    with LiveDisplay(PLAN, console, clock) as display:
        for event in epochs(20, reason=None, best=0):
            clock.now += 0.25
            display.show(event)
        assert "4.00 epochs/s" in screen(console)[1]
        assert screen(console)[1].endswith("20 s left")


def test_slow_epochs_are_counted_in_batches(terminal: Terminals, clock: Any) -> None:
    console = terminal()
    with LiveDisplay(Plan(epochs=2), console, clock) as display:
        for batch in range(1, 51):
            clock.now += 0.5
            display.show(Progress(1, batch, 100, 0.5))
        assert "2.00 batches/s" in screen(console)[0]
        assert screen(console)[0].endswith("1 min 15 s left")  # 150 batches


@pytest.mark.parametrize("size", [(40, 24), (80, 24), (140, 40), (80, 5)])
def test_no_line_wraps(terminal: Terminals, epochs: Epochs, clock: Any, size: tuple[int, int]) -> None:
    width, height = size
    console = terminal(width, height)
    plan = Plan(epochs=100, title="a run with a long name " * 9, metrics=("balanced_accuracy",))
    with LiveDisplay(plan, console, clock) as display:
        for event in epochs(100):
            clock.now += 1
            display.show(event)
    assert max(map(len, screen(console))) < width


def test_error_leaves_the_terminal_in_order(terminal: Terminals, epochs: Epochs, clock: Any) -> None:
    console = terminal()
    before = sys.stdout, sys.stderr
    with pytest.raises(KeyboardInterrupt):
        interrupted(LiveDisplay(PLAN, console, clock), epochs(5, reason=None))
    assert (sys.stdout, sys.stderr) == before
    assert screen(console)[1] == "ended: 5 of 100 epochs in 5.0 s"
    codes = console.file.getvalue()  # type: ignore[attr-defined]
    assert codes.rindex("\x1b[?25h") > codes.rindex("\x1b[?25l")  # the cursor is shown again


def test_warning_stands_above_the_frame(terminal: Terminals, epochs: Epochs, clock: Any) -> None:
    console = terminal()
    with LiveDisplay(PLAN, console, clock) as display:
        for event in epochs(5):
            clock.now += 1
            display.show(event)
            if getattr(event, "epoch", 0) == 2:
                sys.stderr.write("a warning\n")
    assert screen(console)[:3] == ["a warning", "a warning", "digits"]


def test_result_on_stdout_is_left_alone(
    terminal: Terminals, capsys: pytest.CaptureFixture[str], clock: Any
) -> None:
    with LiveDisplay(PLAN, terminal(), clock):
        print("{}")
    assert capsys.readouterr().out == "{}\n"


def test_no_thread_competes_with_the_training(terminal: Terminals, epochs: Epochs, clock: Any) -> None:
    threads = threading.active_count()
    with LiveDisplay(PLAN, terminal(), clock) as display:
        for event in epochs(3):
            display.show(event)
        assert threading.active_count() == threads


def test_continued_training_goes_on_with_its_curves(terminal: Terminals, epochs: Epochs, clock: Any) -> None:
    console = terminal()
    plan = Plan(epochs=10, title="digits", history=list(epochs(4, "interrupted", best=2)))
    with LiveDisplay(plan, console, clock):
        shown = screen(console)
        assert shown[1].startswith("epoch  4/10 ━")
        assert shown[3].endswith("   ▄▂▁▁")
        assert shown[-1] == "lowest validation loss 0.5000 at epoch 2, 2 epochs ago"


def test_ascii_terminal_gets_only_ascii(terminal: Terminals, epochs: Epochs, clock: Any) -> None:
    console = terminal(encoding="ascii")
    with LiveDisplay(PLAN, console, clock) as display:
        for event in epochs(30):
            clock.now += 1
            display.show(event)
    assert console.file.getvalue().isascii()  # type: ignore[attr-defined]
    assert "~-..." in screen(console)[3]
