"""The sweep file as one model: which keys vary, how points are chosen, and what is compared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, field_validator

from mlpcli.component import Component
from mlpcli.config.suggest import nearest
from mlpcli.errors import SpecError
from mlpcli.experiment.duration import Duration
from mlpcli.kinds import kinds
from mlpcli.metric import AnyMetric
from mlpcli.metric.base import Metric
from mlpcli.sweep.axes import AnyAxis
from mlpcli.sweep.axis import Listed, check_differ
from mlpcli.sweep.dimension import Dimension, Space
from mlpcli.sweep.method import AnyMethod
from mlpcli.sweep.method.grid import Grid

_LOSSES = ("validation_loss", "training_loss")


class Budget(Component):
    """When a sweep ends, though there may be more to try."""

    trials: int | None = Field(
        None, ge=1, description="trials at most, each seed and fold counted; null: all"
    )
    time: Duration | None = Field(
        None, description="seconds, or a duration as 90s, 10m, 2h; no training is begun after it; null: any"
    )


class SweepSpec(BaseModel):
    """A sweep: every key has a default.

    As strict as a component, and none: it computes nothing, and its `axes` are not those of arrays. What one
    key alone cannot tell (axes that set the same key, a distribution for a method that crosses) is
    checked by `sweep_in` and by `points`.
    """

    model_config = Component.model_config

    base: str | None = Field(
        None, description="path of the spec that varies, from this file's folder; null: given beside it"
    )
    name: str | None = Field(None, max_length=100, description="name of the sweep; null: its file's")
    method: AnyMethod = Field(Grid(), description="how points are chosen")
    axes: dict[str, AnyAxis] = Field(
        {}, description="values or distributions of keys of the spec, by dotted key; all are crossed"
    )
    together: Annotated[tuple[dict[str, Any], ...], Field(strict=False)] = Field(
        (), description="values of several keys that go together, an entry each; crossed with the axes"
    )
    seeds: int = Field(1, ge=1, le=10_000, description="trainings of a point, with seeds seed, seed + 1, …")
    folds: int | None = Field(
        None,
        ge=2,
        le=1000,
        description="parts of a cross-validation: every point is trained once for each; null: none",
    )
    objective: str = Field(
        "validation_loss",
        description="what is compared: training_loss, validation_loss or validation_<metric>, each trial's "
        "at its best epoch; whether less or more is better follows from the metric",
    )
    budget: Budget = Field(Budget(), description="when to end")
    stack: Annotated[int, Field(ge=1, le=4096)] | Literal["auto"] = Field(
        "auto", description="trials that train together, if they differ in numbers only; auto: as is fastest"
    )
    jobs: Annotated[int, Field(ge=1, le=1024)] | Literal["auto"] = Field(
        "auto", description="processes that train; auto: one a core"
    )

    @field_validator("objective")
    @classmethod
    def _is_measured(cls, objective: str) -> str:
        names = [*_LOSSES, *(f"validation_{kind}" for kind in _scalars())]
        part, _, kind = objective.rpartition(".")  # of one of several targets: validation_price.rmse
        if objective in names or (part.startswith("validation_") and kind in _scalars()):
            return objective
        near = f"validation_{objective}" if objective in (*_scalars(), "loss") else nearest(objective, names)
        hint = f"; did you mean '{near}'?" if near else f" with one of {', '.join(_scalars())}"
        raise ValueError(
            f"expected training_loss, validation_loss or validation_<metric>; found {objective!r}{hint}"
        )

    @field_validator("axes", mode="before")
    @classmethod
    def _are_named(cls, axes: Any) -> Any:
        if isinstance(axes, Mapping):
            return axes
        raise ValueError(
            "expected a mapping of keys of the spec, each to its values, as "
            "{optimizer.learning_rate: [1e-4, 1e-3]}"
        )

    @field_validator("together")
    @classmethod
    def _entries_differ(cls, together: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
        check_differ(together)
        return together

    @property
    def repeats(self) -> int:
        """Trials of a point."""
        return self.seeds * (self.folds or 1)

    @property
    def sign(self) -> int:
        """+1 where less of the objective is better, -1 where more is."""
        metric = _scalars().get(self.objective.removeprefix("validation_").rpartition(".")[2])
        return -1 if metric is not None and metric.direction == "max" else 1

    @property
    def space(self) -> Space:
        """The axes as written, then what goes together."""
        dimensions = [Dimension(axis, ("axes", key), key) for key, axis in self.axes.items()]
        if self.together:
            dimensions.append(Dimension(Listed.model_construct(values=self.together), ("together",)))
        return Space(tuple(dimensions))

    def base_path(self, sweep: str | Path) -> Path:
        """The path of the base spec, for the sweep file at `sweep`. Raises SpecError if there is none."""
        if self.base is None:
            raise SpecError(f"{sweep}: missing key 'base', the path of the spec that the sweep varies")
        return Path() / self.base if str(sweep) == "-" else Path(sweep).parent / self.base


def _scalars() -> dict[str, type[Metric]]:
    """The metrics that are numbers, by name."""
    found = ((kind, cls) for kind, cls in kinds(AnyMetric).items() if issubclass(cls, Metric))
    return {kind: cls for kind, cls in found if cls.scalar}
