"""Every schedule: shape, ends, and the same bits alone and in a stack."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from mlpcli.component import kinds
from mlpcli.schedule import AnySchedule, Clock, Constant, Cosine, InverseTime, Linear, Schedule
from mlpcli.stacking import stack

SCHEDULES = kinds(AnySchedule)


def example(kind: str, start: float = 0.1) -> Schedule:
    return SCHEDULES[kind](**({"rate": start} if kind == "constant" else {"start": start} | ENDS[kind]))


ENDS: dict[str, dict[str, float]] = {"linear": {"end": 0.01}, "inverse_time": {"decay": 0.3}, "cosine": {}}


@pytest.mark.parametrize("kind", SCHEDULES)
def test_starts_at_its_start_and_never_rises(kind: str) -> None:
    schedule = example(kind)
    values = [schedule.value(Clock(steps_per_epoch=4, epochs=5, step=step)) for step in range(40)]
    assert values[0] == pytest.approx(0.1)
    assert all(a >= b >= 0 for a, b in pairwise(values))
    assert (values[0] > values[-1]) == (kind != "constant")


def test_linear_is_lepetits_formula_in_steps() -> None:
    """λ = (1 - k/τ) λ_0 + (k/τ) λ_τ with k, τ counted in updates."""
    schedule = Linear(start=0.5, end=0.1, epochs=3.0)
    for k in range(20):
        share = min(k / 12, 1)
        assert schedule.value(Clock(4, 99, k)) == pytest.approx((1 - share) * 0.5 + share * 0.1)


@pytest.mark.parametrize("cls", [Linear, Cosine])
def test_without_a_length_the_end_comes_with_the_last_epoch(cls: type[Schedule]) -> None:
    schedule = cls(start=1.0, end=0.25)
    assert schedule.value(Clock(10, 7, 70)) == pytest.approx(0.25)
    assert schedule.value(Clock(10, 7, 69)) > 0.25


def test_inverse_time_halves_after_one_over_decay_epochs() -> None:
    assert InverseTime(start=0.3, decay=0.2).value(Clock(10, 100, 50)) == pytest.approx(0.15)


@pytest.mark.parametrize("kind", SCHEDULES)
@settings(max_examples=25, deadline=None)
@given(
    starts=st.lists(st.floats(1e-6, 10), min_size=2, max_size=5, unique=True),
    epochs=st.lists(st.integers(1, 500), min_size=5, max_size=5),
    step=st.integers(0, 1000),
)
def test_a_stack_gives_the_bits_that_each_gives_alone(
    kind: str, starts: list[float], epochs: list[int], step: int
) -> None:
    alone = [example(kind, start) for start in starts]
    lengths = [float(e) for e in epochs[: len(starts)]]
    column = stack(alone).value(Clock(7, np.array(lengths)[:, None], step))
    single = [schedule.value(Clock(7, length, step)) for schedule, length in zip(alone, lengths, strict=True)]
    assert np.ravel(column).tolist() == single


def test_a_bare_number_is_constant_and_must_be_positive() -> None:
    schedule = TypeAdapter(AnySchedule)
    assert schedule.validate_python(0.1) == Constant(rate=0.1)
    with pytest.raises(ValidationError):
        schedule.validate_python(-0.1)
    with pytest.raises(ValidationError):
        schedule.validate_python(True)
