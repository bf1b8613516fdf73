"""Every schedule: shape, ends, and the same bits alone and in a stack."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from mlpcli.kinds import kinds
from mlpcli.schedule import (
    AnySchedule,
    Clock,
    Constant,
    Cosine,
    CosineRestarts,
    InverseTime,
    Linear,
    Milestones,
    OneCycle,
    Polynomial,
    Schedule,
    Step,
    WarmUp,
)
from mlpcli.stacking import stack

SCHEDULES = kinds(AnySchedule)

OTHERS: dict[str, dict[str, Any]] = {
    "linear": {"end": 0.01},
    "inverse_time": {"decay": 0.3},
    "step": {"every": 1.5},
    "milestones": {"at": (1, 2.5)},
    "cosine_restarts": {"period": 0.75, "multiplier": 1.5},
    "reduce_on_plateau": {"factor": 0.3, "minimum": 1e-4},
    "warm_up": {"epochs": 1.25},
}
RISING = {"warm_up", "one_cycle", "cosine_restarts"}


def example(kind: str, start: float = 0.1) -> Schedule:
    """The kind with its largest rate at `start`, and what it cannot do without."""
    first: dict[str, Any] = {"start": start}
    if kind in ("constant", "one_cycle"):
        first = {"rate" if kind == "constant" else "peak": start}
    if kind == "warm_up":
        first = {"start": start / 7, "then": Cosine(start=start, end=start / 3)}
    return SCHEDULES[kind](**first, **OTHERS.get(kind, {}))


def values(schedule: Schedule, steps: int, steps_per_epoch: int = 1, epochs: float = 5) -> list[float]:
    return [float(schedule.value(Clock(steps_per_epoch, epochs, step))) for step in range(steps)]


@pytest.mark.parametrize("kind", sorted(set(SCHEDULES) - RISING))
def test_starts_at_its_start_and_never_rises(kind: str) -> None:
    schedule = example(kind)
    clocks = [Clock(steps_per_epoch=4, epochs=5, step=step, reductions=step // 9) for step in range(40)]
    rates = [schedule.value(clock) for clock in clocks]
    assert rates[0] == pytest.approx(0.1)
    assert all(a >= b >= 0 for a, b in pairwise(rates))
    assert (rates[0] > rates[-1]) == (kind != "constant")


@pytest.mark.parametrize("kind", SCHEDULES)
def test_stays_between_zero_and_its_largest_rate_for_ever(kind: str) -> None:
    for step in (0, 1, 7, 10**3, 10**7):
        rate = example(kind).value(Clock(4, 5, step, reductions=step))
        assert 0 <= rate <= 0.1 * (1 + 1e-12), (kind, step)


def test_linear_is_lepetits_formula_in_steps() -> None:
    """λ = (1 - k/τ) λ_0 + (k/τ) λ_τ with k, τ counted in updates."""
    schedule = Linear(start=0.5, end=0.1, epochs=3.0)
    for k in range(20):
        share = min(k / 12, 1)
        assert schedule.value(Clock(4, 99, k)) == pytest.approx((1 - share) * 0.5 + share * 0.1)


@pytest.mark.parametrize("cls", [Linear, Cosine, Polynomial])
def test_without_a_length_the_end_comes_with_the_last_epoch(cls: type[Schedule]) -> None:
    schedule = cls(start=1.0, end=0.25)
    assert schedule.value(Clock(10, 7, 70)) == pytest.approx(0.25)
    assert schedule.value(Clock(10, 7, 69)) > 0.25


def test_inverse_time_halves_after_one_over_decay_epochs() -> None:
    assert InverseTime(start=0.3, decay=0.2).value(Clock(10, 100, 50)) == pytest.approx(0.15)


def test_a_polynomial_of_power_one_is_linear() -> None:
    assert values(Polynomial(start=0.5, end=0.1, power=1.0), 9) == pytest.approx(
        values(Linear(start=0.5, end=0.1), 9)
    )


@pytest.mark.parametrize("per_epoch", [1, 3, 7, 10])
def test_drops_come_with_the_first_update_that_is_due(per_epoch: int) -> None:
    """Also where the length of an epoch is no binary fraction: three updates of a third are one epoch."""
    by_step = values(Step(start=1.0, every=1 / per_epoch, factor=0.5), 12, per_epoch)
    assert by_step == [0.5**k for k in range(12)]
    at = tuple(k / per_epoch for k in (1, 3, 6))
    by_milestone = values(Milestones(start=1.0, at=at, factor=0.5), 8, per_epoch)
    assert by_milestone == [1.0, *[0.5] * 2, *[0.25] * 3, *[0.125] * 2]
    later = WarmUp(epochs=1 / per_epoch, then=Milestones(start=1.0, at=(2 / per_epoch,), factor=0.5))
    assert values(later, 5, per_epoch) == [0, 1, 1, 0.5, 0.5]


def test_milestones_must_rise() -> None:
    with pytest.raises(ValidationError, match="later than"):
        Milestones(start=1.0, at=(3, 3))


def test_restarts_stand_where_the_paper_puts_them() -> None:
    """T_0 = 1, m = 2 (Loshchilov, Hutter 2017, figure 1): periods end after 1, 3, 7, 15 epochs."""
    schedule = CosineRestarts(start=1.0, period=1, multiplier=2)
    rates = values(schedule, 16 * 10, 10)
    assert [step / 10 for step, (a, b) in enumerate(pairwise(rates), start=1) if b > a] == [1, 3, 7, 15]


def test_one_cycle_is_up_at_its_rise_and_down_at_the_end() -> None:
    rates = values(OneCycle(peak=0.5, rise=0.4), 60, 10)
    assert rates[0] == pytest.approx(0.5 / 25)
    assert rates.index(max(rates)) == 20
    assert rates[20] == 0.5
    assert rates[50:] == pytest.approx([0.5 / 25e4] * 10)


def test_after_a_warm_up_the_rest_of_the_training_is_the_whole() -> None:
    schedule = WarmUp(epochs=2, start=0.2, then=Linear(start=1.0, end=0.0))
    assert values(schedule, 7, epochs=6) == pytest.approx([0.2, 0.6, 1.0, 0.75, 0.5, 0.25, 0.0])


def test_warm_ups_may_follow_each_other() -> None:
    inner = WarmUp(epochs=2, start=0.4, then=Constant(rate=1.0))
    assert values(WarmUp(epochs=2, start=0.0, then=inner), 6) == pytest.approx([0, 0.2, 0.4, 0.7, 1, 1])


def test_a_warm_up_that_outlasts_the_training_only_rises() -> None:
    assert values(WarmUp(epochs=10, then=Cosine(start=1.0)), 6) == pytest.approx([k / 10 for k in range(6)])


@pytest.mark.parametrize("kind", SCHEDULES)
@settings(max_examples=25, deadline=None)
@given(
    starts=st.lists(st.floats(1e-6, 10), min_size=2, max_size=5, unique=True),
    epochs=st.lists(st.integers(1, 500), min_size=5, max_size=5),
    reductions=st.lists(st.integers(0, 9), min_size=5, max_size=5),
    step=st.integers(0, 1000),
)
def test_a_stack_gives_the_bits_that_each_gives_alone(
    kind: str, starts: list[float], epochs: list[int], reductions: list[int], step: int
) -> None:
    alone = [varied(example(kind, start), share / 17) for share, start in enumerate(starts)]
    clocks = [Clock(7, float(e), step, k) for e, k, _ in zip(epochs, reductions, starts, strict=False)]
    lengths, counts = ([[getattr(c, name)] for c in clocks] for name in ("epochs", "reductions"))
    column = stack(alone).value(Clock(7, np.array(lengths), step, np.array(counts, dtype=float)))
    single = [schedule.value(clock) for schedule, clock in zip(alone, clocks, strict=True)]
    assert np.broadcast_to(np.ravel(column), len(starts)).tolist() == single


def varied(schedule: Schedule, share: float) -> Schedule:
    """Another one of the kind: its lengths and factors a little longer."""
    names = ("every", "period", "multiplier", "rise", "factor", "minimum", "decay", "power")
    fields = {name: getattr(schedule, name) * (1 + share) for name in names if hasattr(schedule, name)}
    if isinstance(schedule, Milestones):
        fields["at"] = tuple(epoch + share for epoch in schedule.at)
    if isinstance(schedule, WarmUp):
        fields["epochs"] = schedule.epochs + share
    return schedule.model_copy(update=fields)


def test_a_bare_number_is_constant_and_must_be_positive() -> None:
    schedule = TypeAdapter(AnySchedule)
    assert schedule.validate_python(0.1) == Constant(rate=0.1)
    assert schedule.validate_python({"kind": "warm_up", "epochs": 1, "then": 0.1}).then == Constant(rate=0.1)
    for wrong in (-0.1, True, {"kind": "warm_up", "epochs": 1, "then": -0.1}):
        with pytest.raises(ValidationError):
            schedule.validate_python(wrong)
