"""A target that is one of several classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from mlpcli.arrays import Array
from mlpcli.data.coding.base import Outputs
from mlpcli.data.coding.cells import UNSEEN, Level, distinct, is_date, positions
from mlpcli.data.coding.target import TargetCoding, target_cells
from mlpcli.data.frame import Frame
from mlpcli.data.split import Rows
from mlpcli.errors import DataError
from mlpcli.metric import Head, Task, above


@dataclass(frozen=True)
class ClassTarget(TargetCoding):
    """Classes in rising order, of the type they have in the data.

    Two classes: y is 0 for the first, 1 for the second, of shape (N, 1); the second is predicted where its
    probability is above `threshold`. More: y is one-hot, (N, C).
    """

    type: ClassVar[str] = "classes"

    name: str
    classes: tuple[Level, ...]
    threshold: float = 0.5

    @classmethod
    def fit(cls, frame: Frame, name: str, rows: Rows, threshold: float = 0.5) -> ClassTarget:
        """The classes that these rows have."""
        found = distinct(class_cells(frame, name)[rows])
        if len(found) < 2:
            raise DataError(
                f"{frame.origin}: the target {name!r} is {found[0]!r} in all training rows; expected two "
                "classes or more"
            )
        return cls(name, tuple(found), threshold)

    @property
    def task(self) -> Task:
        """Binary for two classes."""
        return "binary" if len(self.classes) == 2 else "multiclass"

    @property
    def width(self) -> int:
        """1 for two classes, else C."""
        return 1 if self.task == "binary" else len(self.classes)

    @property
    def heads(self) -> tuple[Head, ...]:
        """The only target, with its classes."""
        return (Head("", self.task, 0, self.width, self.classes, self.threshold),)

    @property
    def probabilities(self) -> tuple[str, ...]:
        """A column for each class."""
        return tuple(f"probability_{c}" for c in self.classes)

    def encode(self, frame: Frame, rows: Rows, dtype: DTypeLike) -> Array:
        """y: (n, 1) or (n, C)."""
        cells = class_cells(frame, self.name)[rows]
        found = positions(cells, self.classes)
        if (found == UNSEEN).any():
            i = int((found == UNSEEN).argmax())
            raise DataError(
                f"{frame.cell(rows[i], self.name)}: the target is {cells[i]!s}, a class that no training row "
                f"has; there are {', '.join(map(str, self.classes[:10]))}"
            )
        if self.task == "binary":
            return found[:, None].astype(dtype)
        y = np.zeros((len(found), len(self.classes)), dtype)
        y[np.arange(len(found)), found] = 1
        return y

    def decode(self, prediction: Array) -> Outputs:
        """The most probable class under the target's name, then `probability_<class>` for each.

        Of two classes the second is chosen when its probability is above the threshold.
        """
        p = np.concatenate([1 - prediction, prediction], axis=-1) if self.width == 1 else prediction
        values = np.array(self.classes, dtype=object if isinstance(self.classes[0], str) else None)
        best = (
            above(prediction[:, 0], self.threshold).astype(np.intp) if self.width == 1 else p.argmax(axis=-1)
        )
        shares = {name: p[:, i] for i, name in enumerate(self.probabilities)}
        return {self.name: values[best], **shares}

    def dump(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """Everything is JSON."""
        entry = {"type": self.type, "name": self.name, "classes": list(self.classes)}
        return {**entry, "threshold": self.threshold}, {}

    @classmethod
    def load(cls, entry: Mapping[str, Any], arrays: Mapping[str, Array]) -> ClassTarget:  # noqa: ARG003
        """The inverse of dump."""
        return cls(entry["name"], tuple(entry["classes"]), entry.get("threshold", 0.5))


def class_cells(frame: Frame, name: str) -> NDArray[Any]:
    """The target as (N,). Raises DataError where a row holds several numbers or none."""
    cells = target_cells(frame, name)
    if cells.ndim > 1:
        raise DataError(
            f"{frame.origin}: the target {name!r} holds arrays of shape {cells.shape[1:]}, expected "
            "one class a row; write the class itself, or set data.task: regression"
        )
    if is_date(cells):
        raise DataError(
            f"{frame.origin}: the target {name!r} holds dates, which are no classes; set data.task: "
            "regression to predict days since 1970-01-01"
        )
    return cells
