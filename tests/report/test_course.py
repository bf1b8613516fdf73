"""What a display knows after each event."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from mlpcli.report.course import Course, Plan, quantities
from mlpcli.training.events import EpochEnd, Event, Improved, Progress, Stopped

Epochs = Callable[..., Iterator[Event]]


def told(plan: Plan, events: Iterator[Event]) -> Course:
    course = Course(plan)
    for event in events:
        course.take(event)
    return course


def test_best_is_the_epoch_that_was_kept(epochs: Epochs) -> None:
    course = told(Plan(epochs=10), epochs(10, best=4))
    assert course.latest is not None
    assert course.best is not None
    assert (course.latest.epoch, course.best.epoch) == (10, 4)
    assert course.best_in_words() == "lowest validation loss 0.2500 at epoch 4"


def test_order_of_improved_and_epoch_end_is_irrelevant(epochs: Epochs) -> None:
    events = list(epochs(3, reason=None))
    swapped = [event for i in range(0, len(events), 2) for event in (events[i + 1], events[i])]
    assert isinstance(swapped[0], Improved)
    course = told(Plan(epochs=3), iter(swapped))
    assert course.best is not None
    assert course.best.epoch == 3


def test_direction_gives_the_word() -> None:
    course = Course(Plan(epochs=3, direction="max"))
    course.take(Improved(0, 2, "accuracy", 0.975))
    assert course.best_in_words() == "highest accuracy 0.9750 at epoch 2"


@pytest.mark.parametrize(
    ("reason", "done", "words"),
    [
        ("epochs", 10, "done: 10 epochs in 10 s"),
        ("early_stopping", 7, "stopped early: 7 of 10 epochs in 7.0 s"),
        ("interrupted", 1, "interrupted: 1 of 10 epochs in 1.0 s"),
        (None, 2, "ended: 2 of 10 epochs in 2.0 s"),
    ],
)
def test_end_in_words(epochs: Epochs, reason: str | None, done: int, words: str) -> None:
    assert told(Plan(epochs=10), epochs(done, reason)).end_in_words() == words


def test_end_before_the_first_epoch() -> None:
    assert Course(Plan(epochs=10)).end_in_words() == "ended: 0 of 10 epochs in 0.00 s"


def test_part_of_an_epoch_counts() -> None:
    course = Course(Plan(epochs=10))
    course.take(Progress(1, 3, 4, 0.5))
    assert course.done == 0.75
    course.take(EpochEnd(0, 1, 4, 1e-3, 0.5, 0.0, {}, 1.0))
    assert course.done == 1
    assert course.running is None


def test_other_replicas_are_not_shown(epochs: Epochs) -> None:
    course = told(Plan(epochs=3, replica=1), epochs(3))
    assert (course.latest, course.improved, course.stopped) == (None, None, None)
    assert not course.over


def test_history_is_taken_without_its_stops(epochs: Epochs) -> None:
    plan = Plan(epochs=10, history=list(epochs(4, "interrupted")))
    assert not any(isinstance(event, Stopped) for event in plan.past)
    assert len(plan.past) == 8


def test_quantities_have_the_names_of_the_spec_and_the_order_of_the_plan(epochs: Epochs) -> None:
    shown = quantities(Plan(epochs=3, metrics=("accuracy", "f1")))
    names = ["training_loss", "validation_loss", "accuracy", "f1", "learning_rate"]
    assert [quantity.name for quantity in shown] == names
    second = list(epochs(2))[2]
    assert isinstance(second, EpochEnd)
    written = [quantity.written(quantity.of(second)) for quantity in shown]
    assert written == ["0.2500", "0.5000", "0.7500", "nan", "1e-03"]


def test_without_validation_rows_only_the_training_is_shown() -> None:
    names = [quantity.name for quantity in quantities(Plan(epochs=3, validation=False))]
    assert names == ["training_loss", "learning_rate"]


@pytest.mark.parametrize("monitor", ["accuracy", "validation_accuracy"])
def test_monitored_quantity_is_found_with_and_without_its_split(monitor: str) -> None:
    shown = quantities(Plan(epochs=3, metrics=("accuracy",)))
    assert [quantity.name for quantity in shown if quantity.is_monitored(monitor)] == ["accuracy"]
