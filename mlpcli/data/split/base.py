"""What every split is: a rule that says which rows are learned from, watched, and kept for the end."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mlpcli.component import Component
from mlpcli.errors import DataError

if TYPE_CHECKING:
    from mlpcli.data.frame import Frame
    from mlpcli.data.source import Source

Rows: TypeAlias = NDArray[np.intp]
"""Row numbers, counted from 0, in rising order."""

Part: TypeAlias = Literal["train", "validation", "test"]


@dataclass(frozen=True, eq=False)
class Partition:
    """The rows of the three parts; validation and test may be empty, and a row may be in none."""

    train: Rows
    validation: Rows
    test: Rows

    def by_part(self) -> dict[Part, Rows]:
        """The same as a mapping."""
        return {"train": self.train, "validation": self.validation, "test": self.test}


class Split(Component):
    """A rule for dividing the rows. `by_class` says whether it needs the classes of the target."""

    by_class: ClassVar[bool] = False

    kind: str

    @abstractmethod
    def rows(self, n: int, labels: NDArray[np.intp] | None, keys: NDArray[Any] | None = None) -> Partition:
        """Divides n rows; labels: (n,) are the numbers of their classes, None if the target is not a class.

        keys: (n,) are what `keys` gave. Raises DataError where a part that is asked for would be empty.
        """

    @property
    def reads(self) -> str | None:
        """The column that divides the rows, if one does. It is no feature unless `columns` declares it."""
        return None

    def keys(self, frame: Frame, folder: Path) -> NDArray[Any] | None:
        """What else divides the rows: (N,), no cell empty; None: nothing. Relative paths start in folder.

        Raises DataError where it cannot be read.
        """
        return None

    def files(self, folder: Path) -> tuple[Path, ...]:
        """Files that say which rows are in which part."""
        return ()

    def resolved(self, *, classes: bool) -> Split:
        """The split itself, or the one that it stands for where the target is a class, or is not."""
        return self

    def sources(self) -> Mapping[Part, Source]:
        """The parts that come from sources of their own."""
        return {}


def folded(rows: Rows, fold: int, folds: int) -> tuple[Rows, Rows]:
    """Rows, shuffled, into those to learn from and those to watch: row i is dealt to part i mod folds.

    >>> [part.tolist() for part in folded(np.arange(7), 1, 3)]
    [[0, 2, 3, 5, 6], [1, 4]]
    """
    if len(rows) < folds:
        raise DataError(f"{len(rows)} rows are too few for {folds} folds; give less of them")
    watched = np.arange(len(rows)) % folds == fold
    return rows[~watched], rows[watched]


def sizes(n: int, validation: float, test: float) -> tuple[int, int]:
    """Rows for validation and test: n · fraction to the nearest whole number, a half to the even one.

    >>> sizes(1797, 0.1, 0.1)  # leaves 1437
    (180, 180)
    """
    numbers = round(n * validation), round(n * test)
    for name, fraction, number in zip(("validation", "test"), (validation, test), numbers, strict=True):
        if fraction and not number:
            raise DataError(
                f"{n} rows are too few to set {fraction:g} of them apart for {name}: no row is left for it; "
                f"give a larger fraction, or {name}: 0 for none"
            )
    if sum(numbers) >= n:
        raise DataError(
            f"{n} rows are too few to set {validation:g} of them apart for validation and {test:g} for test: "
            "no row is left for training"
        )
    return numbers


def set_apart(rows: Rows, share: float, seed: int) -> tuple[Rows, Rows]:
    """Rows to learn from, and a share of them, drawn at random, to watch; both in rising order."""
    validation, _ = sizes(len(rows), share, 0.0)
    order = np.random.default_rng(seed).permutation(len(rows))
    return rows[np.sort(order[validation:])], rows[np.sort(order[:validation])]


def leaves_training(validation: float, test: float) -> None:
    """Raises ValueError unless the fractions leave something to train on."""
    if validation + test >= 1:
        raise ValueError(
            f"validation {validation:g} and test {test:g} leave nothing to train on; expected a sum below 1"
        )
