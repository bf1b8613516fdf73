"""Whether an optimizer can train a network: what some kinds demand, found out before the first epoch."""

from __future__ import annotations

from mlpcli.activation import Identity
from mlpcli.architecture import Dense, Network
from mlpcli.errors import SpecError
from mlpcli.experiment import Experiment
from mlpcli.optimizer import Perceptron
from mlpcli.regularization import Penalty


def check_suits(experiment: Experiment, network: Network) -> None:
    """Raises SpecError where the experiment's optimizer cannot train its network."""
    if isinstance(experiment.optimizer, Perceptron):
        _check_one_linear_unit(experiment, network)


def _check_one_linear_unit(experiment: Experiment, network: Network) -> None:
    unit = network.layers[-1]
    linear = len(network.layers) == 1 and isinstance(unit, Dense) and isinstance(unit.activation, Identity)
    if not linear or network.shapes[-1] != (1,):
        found = ", ".join(network.names)
        raise SpecError(
            "architecture: the perceptron rule trains one linear unit (architecture: {hidden: []}, and no "
            f"output activation); found {found} with {network.shapes[-1][-1]} outputs"
        )
    if any(isinstance(rule, Penalty) for rule in experiment.regularization):
        raise SpecError("regularization: the perceptron rule moves on mistakes alone and takes no penalties")
