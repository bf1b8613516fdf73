"""An experiment as one for each fold."""

from __future__ import annotations

from mlpcli.config.dump import flow
from mlpcli.data.split.fractions import Fractions
from mlpcli.errors import Problem, SpecError
from mlpcli.experiment import Experiment


def fold_settings(experiment: Experiment, folds: int) -> list[str]:
    """The override that makes each fold of the experiment. Raises SpecError for a split without folds."""
    split = experiment.data.split
    if not isinstance(split, Fractions):
        message = (
            f"a {getattr(split, 'kind', '')} split has no folds; with --folds use random, stratified, group, "
            "stratified_group, time or hash"
        )
        raise SpecError([Problem("data.split", message)])
    fields = split.model_dump(mode="json")
    return [f"data.split={flow({**fields, 'folds': folds, 'fold': fold})}" for fold in range(folds)]
