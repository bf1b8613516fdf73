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

from pydantic import Field

from mlpcli.component import shorthand
from mlpcli.schedule import warm_up
from mlpcli.schedule.base import Clock, Schedule
from mlpcli.schedule.constant import Constant
from mlpcli.schedule.cosine import Cosine
from mlpcli.schedule.cosine_restarts import CosineRestarts
from mlpcli.schedule.exponential import Exponential
from mlpcli.schedule.inverse_square_root import InverseSquareRoot
from mlpcli.schedule.inverse_time import InverseTime
from mlpcli.schedule.linear import Linear
from mlpcli.schedule.milestones import Milestones
from mlpcli.schedule.one_cycle import OneCycle
from mlpcli.schedule.plateau import Plateau
from mlpcli.schedule.polynomial import Polynomial
from mlpcli.schedule.reduce_on_plateau import ReduceOnPlateau
from mlpcli.schedule.step import Step
from mlpcli.schedule.warm_up import WarmUp


def _constant(value: Any) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return {"kind": "constant", "rate": value} if number else value


AnySchedule: TypeAlias = Annotated[
    Constant
    | Linear
    | Polynomial
    | InverseTime
    | InverseSquareRoot
    | Exponential
    | Step
    | Milestones
    | Cosine
    | CosineRestarts
    | OneCycle
    | WarmUp
    | ReduceOnPlateau,
    Field(discriminator="kind"),
    shorthand(
        _constant, {"type": "number", "exclusiveMinimum": 0, "description": "a constant learning rate"}
    ),
]

warm_up.__dict__["AnySchedule"] = AnySchedule  # a schedule that holds any other

__all__ = [
    "AnySchedule",
    "Clock",
    "Constant",
    "Cosine",
    "CosineRestarts",
    "Exponential",
    "InverseSquareRoot",
    "InverseTime",
    "Linear",
    "Milestones",
    "OneCycle",
    "Plateau",
    "Polynomial",
    "ReduceOnPlateau",
    "Schedule",
    "Step",
    "WarmUp",
]
