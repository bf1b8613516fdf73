"""What a lecture is: a claim of the course notes with the specs that show it and a number that decides."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from mlpcli.training.session import Session

Table: TypeAlias = Sequence[Mapping[str, Any]]
"""Rows of numbers, all with the same columns."""

Draw: TypeAlias = "Callable[[Figure], None]"
"""Draws into an empty figure, from arrays that it has with it."""

SIGNS: dict[str, str] = {"<=": "≤", ">=": "≥"}


@dataclass(frozen=True)
class Check:
    """A number and the bound that it must keep.

    >>> check = Check("J of the given weights", 0.0, "<=", 1e-12)
    >>> check.holds, str(check)
    (True, 'J of the given weights: 0 ≤ 1e-12')
    """

    measured: str
    number: float
    relation: Literal["<=", ">="]
    bound: float

    @property
    def holds(self) -> bool:
        """Whether the number keeps its bound; not-a-number keeps none."""
        return self.number <= self.bound if self.relation == "<=" else self.number >= self.bound

    def __str__(self) -> str:
        sign = SIGNS[self.relation] if self.holds else {"<=": ">", ">=": "<"}[self.relation]
        return f"{self.measured}: {self.number:.4g} {sign} {self.bound:.4g}"


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came out of a lecture: the checks (the first is the claim's own number), a table, a picture.

    `networks` are those that a spec alone does not train, by name, to be saved.
    """

    checks: tuple[Check, ...]
    table: Table
    draw: Draw
    networks: Mapping[str, Session] = field(default_factory=dict)

    @property
    def number(self) -> float:
        """The claim's number."""
        return self.checks[0].number

    @property
    def holds(self) -> bool:
        """Whether every number keeps its bound."""
        return all(check.holds for check in self.checks)


class Lecture(ABC):
    """A claim of the notes. `specs` are its files in configs/lectures/, without ".yaml", the main one first.

    Those that end in _sweep are sweeps (`mlp sweep`), the others specs (`mlp train`).
    """

    name: ClassVar[str]
    title: ClassVar[str]
    note: ClassVar[str]
    claim: ClassVar[str]
    specs: ClassVar[tuple[str, ...]]

    @abstractmethod
    def run(self, *, full: bool = False) -> Outcome:
        """Trains what is needed, from the shipped specs, and measures; `full` takes the time it takes."""
