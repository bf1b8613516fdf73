"""The frames: what they say, that they fit, and that nothing in them jumps."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from mlpcli.report.course import Course, Plan
from mlpcli.report.frame import Frame
from mlpcli.report.glyphs import Glyphs
from mlpcli.training.events import Event, Progress

Epochs = Callable[..., Iterator[Event]]
FULL = Glyphs("▁▂▃▄▅▆▇█", "━", "─")
PLAN = Plan(epochs=100, title="digits", detail="64-64-10", metrics=("accuracy",))


def frames(
    plan: Plan, events: Iterator[Event], width: int, speed: str = "", left: str = ""
) -> list[list[str]]:
    """The lines of the frames before the first event and after each."""
    course, frame = Course(plan), Frame(plan, FULL)
    drawn = [frame.draw(course, width, speed, left).plain.split("\n")]
    for event in events:
        ended = course.take(event)
        for row in frame.rows if ended else []:
            row.curve.add(row.quantity.of(ended))  # type: ignore[arg-type]
        drawn.append(frame.draw(course, width, speed, left).plain.split("\n"))
    return drawn


def test_frame_in_the_middle(epochs: Epochs) -> None:
    # the losses 1/2, 1/4, … 1/80 and 1, 1/2, 1/3 … share a scale from 0.0125 to 1 in steps of 0.141; the
    # accuracy 1/2, 3/4, 5/6, 7/8 … has its own, from 1/2 to 0.9833 in steps of 0.069
    lines = frames(PLAN, epochs(40, reason=None, best=30), 79, "212 epochs/s", "0.3 s left")[-1]
    assert [line.rstrip() for line in lines] == [
        "digits  64-64-10",
        "epoch  40/100 ━━━━━━━━━━━━───────────────────    212 epochs/s        0.3 s left",
        "                       now       best",
        "training loss      0.01250    0.01667   ▄▃▂▂" + lines[3][44:],
        "validation loss     0.1333    0.03333   █▄▃▃" + lines[4][44:],
        "accuracy            0.9333     0.9833   ▁▅▆▆" + lines[5][44:],
        "learning rate        1e-03      1e-03",
        "lowest validation loss 0.03333 at epoch 30, 10 epochs ago",
    ]


@pytest.mark.parametrize("width", [80, 79, 119, 139])
def test_every_frame_fits_and_keeps_its_lines(epochs: Epochs, width: int) -> None:
    drawn = frames(PLAN, epochs(100, best=60), width, "1234 batches/s", "23 h 59 min left")
    assert {len(lines) for lines in drawn} == {8}
    assert all(len(line) <= min(width, 118) for lines in drawn for line in lines)


def test_fields_keep_their_columns(epochs: Epochs) -> None:
    drawn = frames(PLAN, epochs(100, reason=None), 79, "212 epochs/s", "0.3 s left")
    assert len({lines[1].index("epochs/s") for lines in drawn}) == 1
    assert len({len(lines[1]) for lines in drawn}) == 1
    assert {lines[3][: 15 + 22].rstrip()[-1] for lines in drawn[2:]} <= set("0123456789")
    assert all(lines[3][37:40] == "   " for lines in drawn[2:])


def test_bar_fills_from_nothing_to_all(epochs: Epochs) -> None:
    drawn = frames(PLAN, epochs(100, reason=None, best=0), 79)
    filled = [lines[1].count("━") for lines in drawn]
    assert filled[0] == 0
    assert filled == sorted(filled)
    assert drawn[-1][1].count("─") == 0


def test_part_of_an_epoch_moves_the_bar_and_the_training_loss() -> None:
    plan = Plan(epochs=2)
    line = frames(plan, iter([Progress(1, 50, 100, 0.125)]), 79)[-1]
    assert line[0].startswith("epoch 1/2 ")
    assert line[0].count("━") == round((line[0].count("━") + line[0].count("─")) / 4)
    assert "0.1250" in line[2]


def test_losses_share_a_scale_which_becomes_logarithmic(epochs: Epochs) -> None:
    # training falls from 1/2 to 1/200, validation from 1 to 1/100: together more than two decades
    lines = frames(PLAN, epochs(100), 79)[-1]
    assert lines[2].endswith("losses on a log scale")
    training, validation = (line[40:] for line in lines[3:5])
    assert validation[0] == "█" > training[0]
    assert training[-1] == "▁" < validation[-1]


def test_end_replaces_the_bar(epochs: Epochs) -> None:
    lines = frames(PLAN, epochs(7, "early_stopping", best=6), 79)[-1]
    assert lines[1] == "stopped early: 7 of 100 epochs in 7.0 s"
    assert lines[2].split() == ["last", "best"]
    assert lines[-1] == "lowest validation loss 0.1667 at epoch 6, 1 epoch ago"


def test_narrow_console_loses_the_curves_first(epochs: Epochs) -> None:
    lines = frames(PLAN, epochs(9, reason=None), 40)[-1]
    assert lines[3].split() == ["training", "loss", "0.05556", "0.05556"]
