"""One neuron with the Gaussian distribution function is probit regression."""

from __future__ import annotations

from mlpcli.arrays import Array
from mlpcli.lecture.estimators import probit_link
from mlpcli.lecture.logistic import OneNeuron


class Probit(OneNeuron):
    """The Gaussian cumulative distribution function in the place of the sigmoid."""

    name = "probit"
    title = "Probit regression is one neuron, too"
    note = "Desassis (probit model)"
    claim = "A neuron with Φ as its output has the coefficients of the maximum-likelihood probit fit."
    specs = ("probit",)

    def link(self, z: Array) -> tuple[Array, Array]:
        """Φ."""
        return probit_link(z)
