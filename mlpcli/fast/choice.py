"""Whether the compiled kernels are used: they must be there, know the network, and pay for being loaded."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Literal

from mlpcli.architecture import Network
from mlpcli.errors import SpecError
from mlpcli.experiment import Experiment
from mlpcli.optimizer import StepRule
from mlpcli.regularization import ActivityPenalty

LOADING = 1.2
"""Seconds that the kernels must save, twice what loading them takes; the very first time they are compiled,
in some 10."""

CALLS, PASSES = 15e-6, 0.15e-9
"""Seconds that a step saves: of NumPy's calls for each layer, and of its passes for each number moved."""


@cache
def installed() -> bool:
    """Whether Numba is there."""
    return find_spec("numba") is not None


def choose(experiment: Experiment, network: Network, rows: int) -> Literal["numpy", "fast"]:
    """What computes the steps of a resolved experiment on so many training rows.

    Raises SpecError where `training.kernels: fast` asks for what cannot be.
    """
    training = experiment.training
    if training.kernels == "numpy":
        return "numpy"
    if training.kernels == "fast":
        lacking = _lacking(experiment, network)
        if lacking:
            raise SpecError(f"training.kernels: {lacking}")
        return "fast"
    batch = training.batch_of(rows)
    steps = training.epochs * -(-rows // batch)
    worth = saved(
        steps, len(network.layers), network.size, batch * sum(shape[-1] for shape in network.shapes)
    )
    return "fast" if worth > LOADING and not _lacking(experiment, network) else "numpy"


def _lacking(experiment: Experiment, network: Network) -> str:
    if not isinstance(experiment.optimizer, StepRule):
        return f"fast steps are for batches; the optimizer {experiment.optimizer.kind} has none"
    if any(isinstance(rule, ActivityPenalty) for rule in experiment.regularization):
        return "fast knows no penalties on activity"
    assert experiment.loss is not None, "resolve comes first"
    from mlpcli.fast.plan import ACTIVATIONS, LOSSES, plan

    if plan(network, experiment.loss) is None:
        return (
            f"fast knows dense layers and dropout, the activations {', '.join(ACTIVATIONS)}, and the losses "
            f"{', '.join(LOSSES)} (without label smoothing); this network has something else"
        )
    return "" if installed() else "fast needs Numba: pip install 'mlpcli[fast]', or say numpy"


def saved(steps: int, layers: int, parameters: int, activations: int) -> float:
    """Seconds that the kernels save, about; activations: numbers that a step computes for all its rows.

    >>> saved(4500, 2, 4810, 32 * 74) < LOADING < saved(200_000, 2, 4810, 32 * 74)
    True
    """
    return steps * (CALLS * layers + PASSES * (8 * parameters + 4 * activations))
