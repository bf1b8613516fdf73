"""What every activation is: a function on the pre-activations of a layer, and its derivative."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from mlpcli.arrays import Array, Backward, Params
from mlpcli.component import Component
from mlpcli.parameter import Parameter
from mlpcli.run import Run


class Activation(Component):
    """h = g(z), applied to the pre-activations z of a layer.

    `rectifies` says whether g passes about half of E z² on, as relu does (E g(z)² for z ~ N(0, 1) is 0.5;
    0.36 for silu, 0.64 for elu): the weights before it then carry twice the variance (He et al. 2015).
    """

    axes: ClassVar[int] = 2
    rectifies: ClassVar[bool] = False

    kind: str

    def pre_activations(self, units: int) -> int:
        """Z, how many pre-activations a layer of so many units has to hand over."""
        return units

    def parameters(self, units: int) -> tuple[Parameter, ...]:
        """What g learns itself; the layer puts it into θ behind its own arrays."""
        return ()

    @abstractmethod
    def forward(self, params: Params, z: Array, run: Run) -> tuple[Array, Backward]:
        """z: (..., N, Z) -> h: (..., N, U). May overwrite z; backward may overwrite dh, and h is intact then.

        params and backward's grads hold the activation's own parameters, perhaps among others.
        """
