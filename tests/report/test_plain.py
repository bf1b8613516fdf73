"""Lines for logs: few, complete, and free of terminal codes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rich.console import Console

from mlpcli.report.course import Plan
from mlpcli.report.plain import PlainDisplay
from mlpcli.training.events import Event, Progress

Epochs = Callable[..., Iterator[Event]]


def lines_of(plan: Plan, events: Iterator[Event], clock: Any, pause: float, **colours: Any) -> list[str]:
    """The lines of a training in which `pause` seconds pass before each event."""
    file = io.StringIO()
    console = Console(file=file, width=20, **colours)
    with PlainDisplay(plan, console, interval=10.0, clock=clock) as display:
        for event in events:
            clock.now += pause
            display.show(event)
    return file.getvalue().splitlines()


def interrupted(display: PlainDisplay, events: Iterator[Event]) -> None:
    with display:
        for event in events:
            display.show(event)
        raise KeyboardInterrupt


def test_quick_training_has_first_epoch_last_epoch_and_end(epochs: Epochs, clock: Any) -> None:
    plan = Plan(epochs=100, title="digits", metrics=("accuracy",))
    assert lines_of(plan, epochs(100, best=50), clock, 0.0) == [
        "digits epoch 1/100: training_loss 0.5000, validation_loss 1.000, accuracy 0.5000, "
        "learning_rate 1e-03, about 0.00 s left",
        "digits epoch 100/100: training_loss 0.005000, validation_loss 0.5200, accuracy 0.7400, "
        "learning_rate 1e-03",
        "digits done: 100 epochs in 1 min 40 s; lowest validation loss 0.02000 at epoch 50",
    ]


def test_one_line_an_interval(epochs: Epochs, clock: Any) -> None:
    # epochs without Improved take 3 s each: lines at 1, then whenever 10 s have passed, so every 4th
    events = (event for event in epochs(20, best=0, reason=None))
    lines = lines_of(Plan(epochs=20), events, clock, 3.0)
    assert [line.split(":")[0] for line in lines] == [
        "epoch 1/20", "epoch 5/20", "epoch 9/20", "epoch 13/20", "epoch 17/20", "epoch 20/20", "ended"
    ]  # fmt: skip
    assert lines[1].endswith("about 45 s left")  # 15 epochs of 3 s


def test_long_epoch_reports_its_batches(clock: Any) -> None:
    events = iter([Progress(1, batch, 100, 0.25) for batch in range(1, 26)])
    lines = lines_of(Plan(epochs=2), events, clock, 1.0)
    assert lines[0] == "epoch 1/2: batch 10/100, training_loss 0.2500, about 3 min 10 s left"
    assert lines[1].startswith("epoch 1/2: batch 20/100")
    assert lines[2:] == ["ended: 0 of 2 epochs in 0.00 s"]


def test_early_stop_shows_the_last_epoch_once(epochs: Epochs, clock: Any) -> None:
    lines = lines_of(Plan(epochs=100), epochs(7, "early_stopping", best=3), clock, 0.0)
    assert [line.split(",")[0].split(":")[0] for line in lines] == [
        "epoch 1/100",
        "epoch 7/100",
        "stopped early",
    ]


def test_last_epoch_is_not_repeated(epochs: Epochs, clock: Any) -> None:
    lines = lines_of(Plan(epochs=2), epochs(2), clock, 30.0)
    assert [line.split(":")[0] for line in lines] == ["epoch 1/2", "epoch 2/2", "done"]


def test_continued_training_begins_with_its_next_epoch(epochs: Epochs, clock: Any) -> None:
    plan = Plan(epochs=10, history=list(epochs(4, "interrupted", best=2)))
    lines = lines_of(plan, epochs(10, start=5, best=2), clock, 0.0)
    assert [line.split(":")[0] for line in lines] == ["epoch 5/10", "epoch 10/10", "done"]
    assert lines[-1].endswith("lowest validation loss 0.5000 at epoch 2")


def test_what_is_continued_without_a_new_epoch_repeats_nothing(epochs: Epochs, clock: Any) -> None:
    plan = Plan(epochs=10, history=list(epochs(4, "interrupted", best=2)))
    lines = lines_of(plan, iter([]), clock, 0.0)
    assert [line.split(":")[0] for line in lines] == ["ended"]


@pytest.mark.parametrize("colours", [{"force_terminal": True, "color_system": "truecolor"}, {}])
def test_no_codes_and_nothing_read_as_markup(epochs: Epochs, clock: Any, colours: dict[str, Any]) -> None:
    plan = Plan(epochs=3, title="[red]run[/red] :smile: 10.5", detail="see [1]")
    lines = lines_of(plan, epochs(3), clock, 0.0, **colours)
    assert lines[0] == "[red]run[/red] :smile: 10.5 see [1]"
    assert not any(code in line for line in lines for code in "\x1b\r")


def test_end_is_written_after_an_error(epochs: Epochs, clock: Any) -> None:
    file = io.StringIO()
    with pytest.raises(KeyboardInterrupt):
        interrupted(PlainDisplay(Plan(epochs=9), Console(file=file), clock=clock), epochs(5, reason=None))
    assert [line.split(":")[0] for line in file.getvalue().splitlines()] == [
        "epoch 1/9",
        "epoch 5/9",
        "ended",
    ]
