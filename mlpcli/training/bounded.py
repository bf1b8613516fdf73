"""What a training can be whose rows stay on disk."""

from __future__ import annotations

from mlpcli.data.spec import Data
from mlpcli.errors import SpecError
from mlpcli.experiment import Experiment
from mlpcli.optimizer.whole_set import WholeSet
from mlpcli.sampling.shuffled import Shuffled


def check_bounded(experiment: Experiment, data: Data) -> None:
    """Raises SpecError where an experiment needs all rows at once, and data.memory is bounded."""
    if data.memory != "bounded":
        return
    training, ensemble = experiment.training, experiment.ensemble
    reason = ""
    if isinstance(experiment.optimizer, WholeSet):
        reason = f"optimizer: {experiment.optimizer.kind} needs all rows for each update"
    elif training.batch_size == "all":
        reason = "training.batch_size: all needs all rows for each update"
    elif not isinstance(training.sampling, Shuffled):
        reason = f"training.sampling: {training.sampling.kind} looks at all rows before an epoch"
    elif ensemble is not None and ensemble.kind == "bagging":
        reason = f"ensemble: {ensemble.kind} draws rows from everywhere"
    if reason:
        raise SpecError(
            f"{reason}, and the rows stay on disk (data.memory: bounded); change it, or set data.memory: all"
        )
