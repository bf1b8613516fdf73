"""What every method is: a rule that proposes points of a space."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from mlpcli.component import Component
from mlpcli.sweep.dimension import Space
from mlpcli.sweep.trial import Overrides


class Method(Component):
    """`draws` says whether it takes distributions, and not lists only."""

    draws: ClassVar[bool]

    kind: str

    @abstractmethod
    def proposals(self, space: Space, affordable: int | None = None) -> Iterator[Overrides]:
        """Points in order, none twice; `affordable` is how many the budget is meant for, if it says."""
