"""What an axis of the space is, and those whose values are written out."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Annotated, Any, TypeAlias

from pydantic import Field, model_validator

from mlpcli.component import Component
from mlpcli.config.dump import flow
from mlpcli.sweep.value import canonical

Values: TypeAlias = Annotated[tuple[Any, ...], Field(strict=False, min_length=1)]


class Axis(Component):
    """What the values of one key are."""

    when: dict[str, Any] = Field(
        {},
        description="the axis counts only where another axis has this value, as {optimizer.kind: adam}; "
        "a list means any of its values",
    )

    @abstractmethod
    def at(self, u: float) -> Any:
        """The value at the share u of the axis, 0 <= u < 1; a uniform u gives a value of the distribution."""

    @property
    @abstractmethod
    def count(self) -> float:
        """How many values there are; infinite for a range of numbers."""

    @property
    def values_in_order(self) -> Sequence[Any]:
        """The values of a list or a choice; nothing for a range."""
        return ()


class Listed(Axis):
    """Values that are gone through one by one.

    >>> Listed(values=["adam", "sgd"]).at(0.5)
    'sgd'
    """

    values: Values = Field(description="the values, any that the spec takes; or just the list itself")

    @model_validator(mode="after")
    def _differ(self) -> Listed:
        check_differ(self.values)
        return self

    def at(self, u: float) -> Any:
        """Each value has an equal share."""
        return self.values[int(u * len(self.values))]

    @property
    def count(self) -> float:
        """The length of the list."""
        return len(self.values)

    @property
    def values_in_order(self) -> Sequence[Any]:
        """The list."""
        return self.values


class Choice(Axis):
    """Values that are drawn from, each as likely.

    >>> Choice(choice=[16, 32, 64]).at(0.5)
    32
    """

    choice: Values = Field(description="the values, any that the spec takes")

    @model_validator(mode="after")
    def _differ(self) -> Choice:
        check_differ(self.choice)
        return self

    def at(self, u: float) -> Any:
        """Each value has an equal share."""
        return self.choice[int(u * len(self.choice))]

    @property
    def count(self) -> float:
        """How many there are to choose from."""
        return len(self.choice)

    @property
    def values_in_order(self) -> Sequence[Any]:
        """All choices."""
        return self.choice


def check_differ(values: Sequence[Any]) -> None:
    """Raises ValueError if a value stands twice: its point would be trained twice."""
    seen = set()
    for value in values:
        if canonical(value) in seen:
            raise ValueError(f"repeated value {flow(value)}; keep one of them")
        seen.add(canonical(value))
