"""The split that follows the task."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mlpcli.data.split.base import Partition, Split
from mlpcli.data.split.drawn import Drawn
from mlpcli.data.split.random import Random
from mlpcli.data.split.stratified import Stratified


class Auto(Drawn):
    """Stratified where the target is a class, random where it is not.

    >>> Auto(test=0.5).rows(10, None).test.tolist() == Random(test=0.5).rows(10, None).test.tolist()
    True
    """

    kind: Literal["auto"] = "auto"

    def resolved(self, *, classes: bool) -> Split:
        """The split that this one stands for."""
        chosen = Stratified if classes else Random
        return chosen.model_validate(self.model_dump(exclude={"kind"}))

    def rows(self, n: int, labels: NDArray[np.intp] | None, keys: NDArray[Any] | None = None) -> Partition:
        """As the split that it stands for."""
        return self.resolved(classes=labels is not None).rows(n, labels)
