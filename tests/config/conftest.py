"""A small family of components, with everything a spec may ask of the reader, the messages and the schema."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, model_validator

from mlpcli.component import Component, shorthand


class Constant(Component):
    """The same all the time."""

    kind: Literal["constant"] = "constant"
    rate: float = Field(gt=0, description="the rate")


class Warmup(Component):
    """Another schedule, begun slowly."""

    kind: Literal["warmup"] = "warmup"
    then: AnySchedule = Field(description="what follows")
    epochs: int = Field(5, ge=1, description="how long it takes")


def _constant(value: Any) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return {"kind": "constant", "rate": value} if number else value


AnySchedule = Annotated[
    Constant | Warmup,
    Field(discriminator="kind"),
    shorthand(_constant, {"type": "number", "exclusiveMinimum": 0, "description": "a constant rate"}),
]


class Adam(Component):
    """Steps of equal size.

    m = β₁ m + (1 - β₁) g

    >>> 1 + 1
    2
    """

    kind: Literal["adam"] = "adam"
    learning_rate: AnySchedule = Field(Constant(rate=0.001), description="how far a step goes")
    beta1: float = Field(0.9, ge=0, lt=1, description="memory of the gradient")


class Sgd(Component):
    """Straight down."""

    kind: Literal["sgd"] = "sgd"
    learning_rate: AnySchedule = Field(Constant(rate=0.01), description="how far a step goes")


class Dropout(Component):
    """Leaves units out."""

    kind: Literal["dropout"] = "dropout"
    rate: float = Field(ge=0, lt=1, description="share of units left out")


def _by_name(value: Any) -> Any:
    return {"kind": value} if isinstance(value, str) else value


AnyOptimizer = Annotated[
    Adam | Sgd, Field(discriminator="kind"), shorthand(_by_name, {"enum": ["adam", "sgd"]})
]
AnyRule = Annotated[
    Dropout | Sgd, Field(discriminator="kind"), shorthand(_by_name, {"enum": ["dropout", "sgd"]})
]


class Stopping(Component):
    """When to stop."""

    patience: int = Field(10, ge=1, description="epochs waited for")
    monitor: str = Field("loss", min_length=1, max_length=40, description="what is watched")


class Data(Component):
    """What is learned from."""

    source: str = Field(description="a file")
    target: str | Annotated[tuple[str, ...], Field(strict=False)] | None = Field(
        None, description="predicted"
    )
    columns: dict[str, AnyOptimizer] = Field({}, description="what differs")


class Spec(Component):
    """A whole spec."""

    name: str = Field("run", description="of the run")
    data: Data = Field(description="what is learned from")
    optimizer: AnyOptimizer = Field(Adam(), description="how to step")
    rules: Annotated[tuple[AnyRule, ...], Field(strict=False, max_length=3)] = Field((), description="rules")
    hidden: Annotated[tuple[Annotated[int, Field(gt=0)], ...], Field(strict=False)] = Field(
        (), description="widths"
    )
    weights: (
        Annotated[tuple[float, ...], Field(strict=False)]
        | Annotated[tuple[Annotated[tuple[float, ...], Field(strict=False)], ...], Field(strict=False)]
        | None
    ) = Field(None, description="a vector or a matrix")
    pair: Annotated[tuple[float, int], Field(strict=False)] = Field((0.5, 2), description="two numbers")
    stopping: Stopping | None = Field(None, description="when to stop; null: never")
    threads: Annotated[int, Field(ge=1, le=64)] | Literal["auto"] = Field("auto", description="threads")
    shuffle: bool = Field(True, description="whether to shuffle")

    @model_validator(mode="after")
    def _watched(self) -> Spec:
        if self.stopping is not None and self.stopping.monitor == "nothing":
            raise ValueError("stopping.monitor: 'nothing' cannot be watched")
        if self.name == "forbidden":
            raise ValueError("this name is taken")
        return self


Warmup.model_rebuild()
for component in (Adam, Sgd, Data, Spec):
    component.model_rebuild()


@pytest.fixture(scope="session")
def spec_model() -> type[Spec]:
    return Spec
