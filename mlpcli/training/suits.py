"""Whether an optimizer can train a network: what some kinds demand, found out before the first epoch."""

from __future__ import annotations

from mlpcli.activation.identity import Identity
from mlpcli.architecture import Network
from mlpcli.architecture.dense import Dense
from mlpcli.errors import SpecError
from mlpcli.experiment import Experiment
from mlpcli.optimizer.whole_set import WholeSet
from mlpcli.regularization import Penalty
from mlpcli.regularization.dropout import Dropout
from mlpcli.training.analytic import draws, refused


def check_suits(experiment: Experiment, network: Network) -> None:
    """Raises SpecError where the experiment's optimizer cannot train its network."""
    if experiment.optimizer.kind == "perceptron":
        _check_one_linear_unit(experiment, network)
    if isinstance(experiment.optimizer, WholeSet):
        _check_function(experiment.optimizer, network)
        _check_rules(experiment, network)
    if experiment.optimizer.kind == "newton":
        _check_second_derivatives(experiment, network)


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


def _check_function(optimizer: WholeSet, network: Network) -> None:
    """The loss has to be a function of θ alone, of no more parameters than the kind can take."""
    P = sum(s.stop - s.start for s in network.learned)
    if optimizer.limit is not None and optimizer.limit < P:
        raise SpecError(
            f"optimizer: {optimizer.kind} takes networks of at most {optimizer.limit:,} learned parameters; "
            f"this one has {P:,}: l_bfgs takes any number"
        )
    layer = draws(network)
    if layer is not None:
        raise SpecError(
            f"optimizer: {optimizer.kind} needs a loss that depends on the weights alone; layer {layer} "
            "draws random numbers while training"
        )


def _check_rules(experiment: Experiment, network: Network) -> None:
    """What acts between or inside the steps of other optimizers has no place in an iteration."""
    kind = experiment.optimizer.kind
    for i, rule in enumerate(experiment.regularization):
        if not isinstance(rule, Penalty | Dropout):
            raise SpecError(
                f"regularization.{i}: {kind} minimises a function of the weights, and {rule.kind} is no "
                "term of it"
            )
    if any(factor != 1 for _, factor in network.paces):
        raise SpecError(f"architecture: {kind} has no learning rate for a learning_rate_factor to change")


def _check_second_derivatives(experiment: Experiment, network: Network) -> None:
    assert experiment.loss is not None, "the experiment is resolved"
    penalties = [rule for rule in experiment.regularization if isinstance(rule, Penalty)]
    part = refused(network, experiment.loss, penalties)
    if part is not None:
        raise SpecError(
            f"optimizer: newton takes second derivatives by the complex step, which {part} does not allow; "
            "l_bfgs needs first derivatives alone"
        )
