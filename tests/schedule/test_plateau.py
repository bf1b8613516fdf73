"""When a learning rate is reduced."""

from __future__ import annotations

import math

from mlpcli.schedule import ReduceOnPlateau, WarmUp


def counted(schedule: ReduceOnPlateau | WarmUp, told: list[float]) -> list[int]:
    plateau = schedule.plateau()
    assert plateau is not None
    counts = []
    for value in told:
        plateau.take(value)
        counts.append(plateau.reductions)
    return counts


def test_plateaus_by_hand() -> None:
    """Patience 2, cooldown 1: epochs 3 and 4 are no better (1); 5 cools; 6 and 7 are no better (2)."""
    schedule = ReduceOnPlateau(start=1.0, patience=2, cooldown=1)
    assert counted(schedule, [3, 2, 2, 2, 2, 2, 2, 1, 1]) == [0, 0, 0, 1, 1, 1, 2, 2, 2]


def test_a_plateau_needs_more_than_min_delta_and_numbers() -> None:
    schedule = ReduceOnPlateau(start=1.0, patience=1, min_delta=0.5)
    assert counted(schedule, [3.0, 2.5, 2.0, math.nan, math.inf, 1.0]) == [0, 1, 1, 2, 3, 3]


def test_epochs_of_a_warm_up_are_no_plateau() -> None:
    schedule = WarmUp(epochs=2.5, then=ReduceOnPlateau(start=1.0, patience=1))
    assert counted(schedule, [1, 9, 5, 5, 4]) == [0, 0, 0, 1, 1]
