"""Schedules: how the learning rate λ changes with t, the epochs done (fractions count).

| kind | λ(t) | ends at |
|---|---|---|
| constant | λ (a bare number means this) | λ |
| linear | (1 - t/τ) λ_0 + (t/τ) λ_τ until τ | λ_τ |
| inverse_time | λ_0 / (1 + d t) | 0, slowly |
| cosine | λ_T + (λ_0 - λ_T)(1 + cos(π t/T))/2 until T | λ_T |
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import Field

from mlpcli.component import shorthand
from mlpcli.schedule.base import Clock, Schedule
from mlpcli.schedule.constant import Constant
from mlpcli.schedule.cosine import Cosine
from mlpcli.schedule.inverse_time import InverseTime
from mlpcli.schedule.linear import Linear


def _constant(value: Any) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return {"kind": "constant", "rate": value} if number else value


AnySchedule: TypeAlias = Annotated[
    Constant | Linear | InverseTime | Cosine,
    Field(discriminator="kind"),
    shorthand(
        _constant, {"type": "number", "exclusiveMinimum": 0, "description": "a constant learning rate"}
    ),
]

__all__ = ["AnySchedule", "Clock", "Constant", "Cosine", "InverseTime", "Linear", "Schedule"]
