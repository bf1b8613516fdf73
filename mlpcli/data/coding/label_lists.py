"""A target of labels that stand in one cell, "a;b;c"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import DTypeLike

from mlpcli.arrays import Array
from mlpcli.data.coding.base import Finding, Outputs
from mlpcli.data.coding.target import TargetCoding
from mlpcli.data.frame import Frame
from mlpcli.data.lookup import find
from mlpcli.data.split import Rows
from mlpcli.errors import DataError
from mlpcli.metric import Task


@dataclass(frozen=True)
class LabelListTarget(TargetCoding):
    """Y is 1 where the row's cell names the label, else 0: (N, O), labels in rising order.

    Blanks around a label do not count, nor does naming it twice; an empty cell has no labels. Labels that no
    training row has cannot be learned: they are left out, and counted as a finding.
    """

    type: ClassVar[str] = "label_lists"

    name: str
    labels: tuple[str, ...]
    separator: str

    @classmethod
    def fit(cls, frame: Frame, name: str, separator: str, rows: Rows) -> LabelListTarget:
        """The labels of these rows."""
        cells = _cells(frame, name, rows, separator)
        labels = sorted({label for cell in cells for label in cell})
        if max(map(len, cells), default=0) < 2:
            raise DataError(
                f"{frame.origin}, column {name}: no training row has several labels, {separator!r} between "
                "them; set data.label_separator to what stands there, or data.task: classification"
            )
        return cls(name, tuple(labels), separator)

    @property
    def task(self) -> Task:
        """Several labels."""
        return "multilabel"

    @property
    def width(self) -> int:
        """O, labels."""
        return len(self.labels)

    @property
    def probabilities(self) -> tuple[str, ...]:
        """A column for each label."""
        return tuple(f"probability_{label}" for label in self.labels)

    def encode(self, frame: Frame, rows: Rows, dtype: DTypeLike) -> Array:
        """y: (n, O)."""
        places = {label: o for o, label in enumerate(self.labels)}
        y = np.zeros((len(rows), self.width), dtype)
        for i, cell in enumerate(_cells(frame, self.name, rows, self.separator)):
            y[i, [places[label] for label in cell if label in places]] = 1
        return y

    def findings(self, frame: Frame, rows: Rows) -> list[Finding]:
        """The rows with a label never seen in training."""
        known = set(self.labels)
        unseen = [cell - known for cell in _cells(frame, self.name, rows, self.separator)]
        count = sum(map(bool, unseen))
        if not count:
            return []
        example = min(next(filter(None, unseen)))
        decision = "with labels never seen in training, which are left out"
        return [Finding(self.name, decision, count, len(rows), example, "unseen")]

    def decode(self, prediction: Array) -> Outputs:
        """The labels with a probability above 1/2 in one cell, then `probability_<label>` for each."""
        cells = np.empty(len(prediction), dtype=object)
        cells[:] = [
            self.separator.join(label for label, p in zip(self.labels, row, strict=True) if p > 0.5)
            for row in prediction.tolist()
        ]
        return {self.name: cells, **{n: prediction[:, o] for o, n in enumerate(self.probabilities)}}

    def dump(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """Everything is JSON."""
        own = {"name": self.name, "labels": list(self.labels), "separator": self.separator}
        return {"type": self.type, **own}, {}

    @classmethod
    def load(cls, entry: Mapping[str, Any], arrays: Mapping[str, Array]) -> LabelListTarget:  # noqa: ARG003
        """The inverse of dump."""
        return cls(entry["name"], tuple(entry["labels"]), entry["separator"])


def _cells(frame: Frame, name: str, rows: Rows, separator: str) -> list[set[str]]:
    """The labels of each row."""
    column = find(frame, name, "the target")
    texts = ("" if cell is None or cell != cell else str(cell) for cell in column[rows].tolist())
    return [{part for label in text.split(separator) if (part := label.strip())} for text in texts]
