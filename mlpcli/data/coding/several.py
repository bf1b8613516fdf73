"""Several targets of different kinds side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import DTypeLike

from mlpcli.arrays import Array
from mlpcli.data.coding.base import Outputs
from mlpcli.data.coding.classes import ClassTarget
from mlpcli.data.coding.counts import CountTarget
from mlpcli.data.coding.quantities import NO_TRANSFORMS, NumberTarget
from mlpcli.data.coding.target import TargetCoding
from mlpcli.data.coding.transform import TransformName
from mlpcli.data.frame import Frame
from mlpcli.data.split import Rows
from mlpcli.metric import Head, Task

PARTS: dict[str, type[TargetCoding]] = {c.type: c for c in (ClassTarget, NumberTarget, CountTarget)}
"""What one of several targets can be."""


@dataclass(frozen=True, eq=False)
class SeveralTarget(TargetCoding):
    """The columns of y are those of the targets `names`, coded as each would be alone, in their order."""

    type: ClassVar[str] = "multiple"

    names: tuple[str, ...]
    parts: tuple[TargetCoding, ...]

    @classmethod
    def fit(
        cls,
        frame: Frame,
        tasks: Mapping[str, str],
        rows: Rows,
        transforms: Mapping[str, TransformName] = NO_TRANSFORMS,
    ) -> SeveralTarget:
        """Fits each on these rows; `tasks` are resolved."""
        parts = (_fitted(frame, name, task, rows, transforms) for name, task in tasks.items())
        return cls(tuple(tasks), tuple(parts))

    @property
    def task(self) -> Task:
        """Several, each with its own."""
        return "multiple"

    @property
    def width(self) -> int:
        """O, the outputs of all."""
        return sum(part.width for part in self.parts)

    @property
    def heads(self) -> tuple[Head, ...]:
        """Each target with its columns."""
        return tuple(
            Head(name, part.task, here.start, here.stop, part.heads[0].classes)
            for name, part, here in self._places()
        )

    @property
    def units(self) -> tuple[Array, Array]:
        """(shift, scale), both (O,): 0 and 1 where a target has no units."""
        units = [part.units or (np.zeros(part.width), np.ones(part.width)) for part in self.parts]
        shifts, scales = zip(*units, strict=True)
        return np.concatenate(shifts), np.concatenate(scales)

    def unwarp(self, values: Array) -> Array:
        """That of each."""
        return np.concatenate([part.unwarp(values[..., here]) for _, part, here in self._places()], axis=-1)

    @property
    def probabilities(self) -> tuple[str, ...]:
        """`<target>_probability_<class>` for each."""
        pairs = zip(self.names, self.parts, strict=True)
        return tuple(f"{name}_{column}" for name, part in pairs for column in part.probabilities)

    def encode(self, frame: Frame, rows: Rows, dtype: DTypeLike) -> Array:
        """y: (n, O)."""
        return np.concatenate([part.encode(frame, rows, dtype) for part in self.parts], axis=-1)

    def decode(self, prediction: Array) -> Outputs:
        """The columns of each, the probabilities behind the target's name."""
        outputs: Outputs = {}
        for name, part, here in self._places():
            for column, cells in part.decode(prediction[:, here]).items():
                outputs[f"{name}_{column}" if column in part.probabilities else column] = cells
        return outputs

    def dump(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """The entry of each, and its arrays behind its number."""
        dumped = [part.dump() for part in self.parts]
        arrays = {f"{i}_{name}": a for i, (_, own) in enumerate(dumped) for name, a in own.items()}
        return {"type": self.type, "names": list(self.names), "parts": [entry for entry, _ in dumped]}, arrays

    @classmethod
    def load(cls, entry: Mapping[str, Any], arrays: Mapping[str, Array]) -> SeveralTarget:
        """The inverse of dump."""
        parts = []
        for i, own in enumerate(entry["parts"]):
            of_part = {k.removeprefix(f"{i}_"): a for k, a in arrays.items() if k.startswith(f"{i}_")}
            parts.append(PARTS[own["type"]].load(own, of_part))
        return cls(tuple(entry["names"]), tuple(parts))

    def _places(self) -> Iterator[tuple[str, TargetCoding, slice]]:
        start = 0
        for name, part in zip(self.names, self.parts, strict=True):
            yield name, part, slice(start, start + part.width)
            start += part.width


def _fitted(
    frame: Frame, name: str, task: str, rows: Rows, transforms: Mapping[str, TransformName]
) -> TargetCoding:
    if task == "classification":
        return ClassTarget.fit(frame, name, rows)
    if task == "counts":
        return CountTarget.fit(frame, (name,), rows)
    return NumberTarget.fit(frame, (name,), rows, transforms=transforms)
