"""What every activation is: a function on the pre-activations of a layer, and its derivative."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from mlpcli.arrays import Array, Backward, Params
from mlpcli.component import Component
from mlpcli.run import Run


class Activation(Component):
    """h = g(z), applied to the pre-activations z of a layer."""

    axes: ClassVar[int] = 2

    kind: str

    @abstractmethod
    def forward(self, params: Params, z: Array, run: Run) -> tuple[Array, Backward]:
        """z: (..., N, U) -> h: (..., N, U). May overwrite z; backward may overwrite dh.

        params holds the activation's own learned parameters (empty for most).
        """
