"""A target of labels that a row has or has not, each on its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from mlpcli.arrays import Array
from mlpcli.data.coding.base import Outputs
from mlpcli.data.coding.unscaled import UnscaledTarget
from mlpcli.data.frame import Frame
from mlpcli.data.split import Rows
from mlpcli.metric.base import Task


@dataclass(frozen=True, eq=False)
class LabelTarget(UnscaledTarget):
    """Y is 0 or 1 in each column: (N, O), and any number of them may be 1 in a row."""

    type: ClassVar[str] = "multilabel"

    @property
    def task(self) -> Task:
        """Several labels."""
        return "multilabel"

    @property
    def probabilities(self) -> tuple[str, ...]:
        """A column for each label."""
        return tuple(f"probability_{name}" for name in self.names)

    def checked(self, frame: Frame, rows: Rows, y: Array) -> Array:
        """Raises DataError where a number is neither 0 nor 1."""
        wrong = (y != 0) & (y != 1)
        if wrong.any():
            self.refuse(frame, rows, y, wrong, "expected 0 or 1 (data.task: multilabel)")
        return y

    def decode(self, prediction: Array) -> Outputs:
        """Each label, 1 where its probability is above 1/2, else 0; then `probability_<label>` for each."""
        labels = {name: (prediction[:, i] > 0.5).astype(np.int64) for i, name in enumerate(self.names)}
        shares = {name: prediction[:, i] for i, name in enumerate(self.probabilities)}
        return {**labels, **shares}
