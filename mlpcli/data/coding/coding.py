"""The whole fitted preprocessing of a data set: its features and its target."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np
from numpy.typing import DTypeLike, NDArray

from mlpcli.arrays import Array
from mlpcli.data.coding.base import Finding, Outputs
from mlpcli.data.coding.cells import is_text
from mlpcli.data.coding.features import Features
from mlpcli.data.coding.known import target_coding
from mlpcli.data.coding.target import TargetCoding
from mlpcli.data.frame import Frame
from mlpcli.data.lookup import find
from mlpcli.data.spec import Data
from mlpcli.data.split import Rows
from mlpcli.errors import DataError
from mlpcli.metric import Head, Task

if TYPE_CHECKING:
    from mlpcli.data.coding.classes import ClassTarget


@dataclass(frozen=True, eq=False)
class Coding:
    """The features give x: (N, I), the target gives y: (N, O).

    Without a target (autoencoder) y is x, and a prediction is decoded as features are.
    """

    features: Features
    target: TargetCoding | None

    @classmethod
    def fit(cls, frame: Frame, data: Data, rows: Rows) -> Coding:
        """Fits on these rows, and looks at no others; data is resolved (no auto)."""
        names = data.targets
        target: TargetCoding | None = None
        if isinstance(data.task, dict):
            target = target_coding("multiple").fit(frame, data.task, rows, data.transforms)
        elif data.task == "classification":
            threshold = data.threshold if isinstance(data.threshold, float) else 0.5
            target = target_coding("classes").fit(frame, names[0], rows, threshold)
        elif data.task == "multilabel" and len(names) == 1 and is_text(find(frame, names[0], "the target")):
            target = target_coding("label_lists").fit(frame, names[0], data.label_separator, rows)
        elif names and data.task == "regression":
            target = target_coding("numbers").fit(frame, names, rows, transforms=data.transforms)
        elif names:
            target = target_coding(data.task).fit(frame, names, rows)
        return cls(Features.fit(frame, data.columns, rows), target)

    @property
    def task(self) -> Task:
        """What is predicted; an autoencoder's task is a regression."""
        return self.target.task if self.target else "regression"

    @property
    def classes(self) -> tuple[Any, ...]:
        """The classes in the order of y; () in a regression."""
        return self.target.classes if _of_classes(self.target) else ()

    @property
    def heads(self) -> tuple[Head, ...]:
        """What is predicted, target by target."""
        return self.target.heads if self.target else (Head("", "regression", 0, self.outputs),)

    @property
    def probabilities(self) -> tuple[str, ...]:
        """The columns of a decoded prediction that hold probabilities; () where there are none."""
        return self.target.probabilities if self.target else ()

    @property
    def feature_names(self) -> tuple[str, ...]:
        """A name for each of the I inputs."""
        return self.features.names

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of one row: that of the array if it is the only feature, else (I,)."""
        return self.features.shape

    @property
    def vocabularies(self) -> dict[str, tuple[int, int]]:
        """Of each column of codes (type index), its place among the inputs and its codes beside 0."""
        return self.features.vocabularies

    @property
    def outputs(self) -> int:
        """O, the width of y."""
        return self.target.width if self.target else self.features.width

    @property
    def units(self) -> tuple[Array, Array] | None:
        """(shift, scale), both (O,): unwarp(y · scale + shift) is in the data's units. None for classes."""
        if self.target is None:
            return self.features.shift, self.features.scale
        return self.target.units

    def unwarp(self, values: Array) -> Array:
        """What is left to do behind `units`: (..., N, O) -> (..., N, O)."""
        return self.target.unwarp(values) if self.target else self.features.unwarp(values)

    def with_threshold(self, threshold: float) -> Coding:
        """The same, with the second of two classes predicted above this probability."""
        assert _of_classes(self.target), "there are two classes"
        return Coding(self.features, replace(self.target, threshold=threshold))

    @property
    def threshold(self) -> float:
        """The probability above which the second of two classes is predicted."""
        return self.target.threshold if _of_classes(self.target) else 0.5

    def encode(
        self, frame: Frame, rows: Rows | None = None, dtype: DTypeLike = "float32"
    ) -> tuple[Array, tuple[Finding, ...]]:
        """x: (n, I) of these rows (None: all), and what had to be decided on the way, printable as notes.

        Other columns, the target among them, need not be there and do not matter. Raises DataError where a
        column is missing, a cell cannot be coded, or there are no rows.
        """
        if rows is None and not len(frame):
            raise DataError(f"{frame.origin}: no rows")
        return self.features.encode(frame, np.arange(len(frame)) if rows is None else rows, dtype)

    def encode_target(self, frame: Frame, rows: Rows | None = None, dtype: DTypeLike = "float32") -> Array:
        """y: (n, O) of these rows (None: all). Raises DataError on an empty cell or a class never trained."""
        if self.target is None:
            return self.encode(frame, rows, dtype)[0]
        return self.target.encode(frame, np.arange(len(frame)) if rows is None else rows, dtype)

    def decode(self, prediction: Array) -> Outputs:
        """prediction: (N, O), as the loss's `predict` gives it -> columns under the target's names.

        Classes come with `probability_<class>` for each; numbers are brought back to the data's units.
        """
        return self.target.decode(prediction) if self.target else self.features.decode(prediction)

    def dump(self) -> dict[str, NDArray[Any] | str]:
        """Arrays and JSON text from which `load` makes the same coding again.

        columns: the JSON; shift, scale: (I,), what 0 and a step of 1 stand for in each input; target_shift,
        target_scale: (O,), the same for a target of numbers; tables: (T,), where there are any, what codings
        remember beside these (quantiles, edges, frequencies), in the order of the columns.
        """
        entry, arrays = self.target.dump() if self.target else (None, {})
        tables = self.features.tables
        return {
            "columns": json.dumps({"features": self.features.dump(), "target": entry}, ensure_ascii=False),
            "shift": self.features.shift,
            "scale": self.features.scale,
            **({"tables": tables} if len(tables) else {}),
            **{f"target_{name}": array for name, array in arrays.items()},
        }

    @classmethod
    def load(cls, stored: Mapping[str, NDArray[Any] | str]) -> Coding:
        """The inverse of dump."""
        columns = json.loads(str(stored["columns"]))
        arrays = {name: np.asarray(array) for name, array in stored.items() if name != "columns"}
        tables = arrays.get("tables", np.empty(0))
        features = Features.load(columns["features"], arrays["shift"], arrays["scale"], tables)
        entry = columns["target"]
        if entry is None:
            return cls(features, None)
        of_target = {
            name.removeprefix("target_"): a for name, a in arrays.items() if name.startswith("target_")
        }
        return cls(features, target_coding(entry["type"]).load(entry, of_target))


def _of_classes(target: TargetCoding | None) -> TypeGuard[ClassTarget]:
    return target is not None and target.type == "classes"
