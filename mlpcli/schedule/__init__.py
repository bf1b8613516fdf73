"""Schedules: how the learning rate λ changes with t, the epochs done (fractions count).

| kind | λ(t) | ends at |
|---|---|---|
| constant | λ (a bare number means this) | λ |
| linear | (1 - t/τ) λ_0 + (t/τ) λ_τ until τ | λ_τ |
| polynomial | λ_T + (λ_0 - λ_T)(1 - t/T)^p until T | λ_T |
| inverse_time | λ_0 / (1 + d t) | 0, slowly |
| inverse_square_root | λ_0 / √(1 + d t) | 0, more slowly |
| exponential | λ_0 γ^t | 0, fast |
| step | λ_0 γ^⌊t/n⌋ | 0, in steps |
| milestones | λ_0 γ^k, k milestones reached | λ_0 γ^k |
| cosine | λ_T + (λ_0 - λ_T)(1 + cos(π t/T))/2 until T | λ_T |
| cosine_restarts | the cosine again and again, each period m times as long | λ_T, then λ_0 |
| one_cycle | peak/a, up to the peak at r T, down until T | peak/(a b) |
| warm_up | from a small rate up to that of another schedule, then that | as that |
| reduce_on_plateau | λ_0 γ^k, k times no improvement for `patience` epochs | minimum |
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from mlpcli.kinds import Kinds
from mlpcli.schedule.base import Clock, Schedule
from mlpcli.schedule.plateau import Plateau


def _constant(value: Any) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return {"kind": "constant", "rate": value} if number else value


KINDS = Kinds(
    "mlpcli.schedule",
    "constant",
    "linear",
    "polynomial",
    "inverse_time",
    "inverse_square_root",
    "exponential",
    "step",
    "milestones",
    "cosine",
    "cosine_restarts",
    "one_cycle",
    "warm_up",
    "reduce_on_plateau",
    expand=_constant,
    short_schema={"type": "number", "exclusiveMinimum": 0, "description": "a constant learning rate"},
)

AnySchedule: TypeAlias = Annotated[Schedule, KINDS]

__getattr__ = KINDS.attribute

__all__ = ["AnySchedule", "Clock", "Plateau", "Schedule"]
