"""The families of kinds, by the name that `mlp kinds` and the folders use."""

from __future__ import annotations

import inspect
import sys
from dataclasses import dataclass
from typing import Any

from mlpcli.activation import AnyActivation
from mlpcli.architecture import AnyLayer
from mlpcli.averaging import AnyAveraging
from mlpcli.clip import AnyClip
from mlpcli.data.number_coding import AnyNumberCoding
from mlpcli.data.scale import AnyScale
from mlpcli.data.source import AnySource
from mlpcli.data.split import AnySplit
from mlpcli.ensemble import AnyEnsemble
from mlpcli.initialization import AnyInitialization
from mlpcli.kinds import Kinds, kinds
from mlpcli.loss import AnyLoss
from mlpcli.mean import AnyMean
from mlpcli.metric import AnyMetric
from mlpcli.optimizer import AnyOptimizer
from mlpcli.regularization import AnyRegularization
from mlpcli.sampling import AnySampling
from mlpcli.schedule import AnySchedule
from mlpcli.sweep.method import AnyMethod


@dataclass(frozen=True)
class Family:
    """Kinds that can stand in one place of the spec: `key` is that place, `package` holds a file a kind."""

    name: str
    key: str
    package: str
    union: Any

    @property
    def kinds(self) -> Kinds:
        """The kinds by name."""
        return kinds(self.union)

    @property
    def table(self) -> str:
        """The package's docstring: what the family is, and a Markdown table that compares its kinds."""
        return inspect.cleandoc(sys.modules[self.package].__doc__ or "")


FAMILIES = {
    family.name: family
    for family in (
        Family("activation", "activation", "mlpcli.activation", AnyActivation),
        Family("loss", "loss", "mlpcli.loss", AnyLoss),
        Family("optimizer", "optimizer", "mlpcli.optimizer", AnyOptimizer),
        Family("schedule", "optimizer.learning_rate", "mlpcli.schedule", AnySchedule),
        Family("clip", "optimizer.clip", "mlpcli.clip", AnyClip),
        Family("averaging", "optimizer.averaging", "mlpcli.averaging", AnyAveraging),
        Family("regularization", "regularization", "mlpcli.regularization", AnyRegularization),
        Family("sampling", "training.sampling", "mlpcli.sampling", AnySampling),
        Family("ensemble", "ensemble", "mlpcli.ensemble", AnyEnsemble),
        Family("mean", "ensemble.mean", "mlpcli.mean", AnyMean),
        Family("initialization", "initialization", "mlpcli.initialization", AnyInitialization),
        Family("architecture", "architecture.layers", "mlpcli.architecture", AnyLayer),
        Family("metric", "metrics", "mlpcli.metric", AnyMetric),
        Family("method", "method (of a sweep)", "mlpcli.sweep.method", AnyMethod),
        Family("source", "data.source", "mlpcli.data.source", AnySource),
        Family("split", "data.split", "mlpcli.data.split", AnySplit),
        Family("scale", "data.columns.COLUMN.scale", "mlpcli.data.scale", AnyScale),
        Family("number_coding", "data.columns.COLUMN.coding", "mlpcli.data.number_coding", AnyNumberCoding),
    )
}
