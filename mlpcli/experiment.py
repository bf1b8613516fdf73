"""The whole YAML file as one model: what is trained, on what, how. It is the program's main object."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import Field, PrivateAttr, model_validator

from mlpcli.activation import AnyActivation, Relu
from mlpcli.architecture import Architecture, Network, Shape
from mlpcli.architecture.spec import before
from mlpcli.arrays import Precision
from mlpcli.component import Component, auto, kinds
from mlpcli.data import Data
from mlpcli.early_stopping import EarlyStopping
from mlpcli.errors import DataError, SpecError
from mlpcli.initialization import AnyInitialization
from mlpcli.loss import AnyLoss, Multiple, loss_for
from mlpcli.metric import AnyMetric, Head, Task, default_metrics, measures
from mlpcli.optimizer import Adam, AnyOptimizer
from mlpcli.regularization import AnyRegularization

FEWEST_UPDATES = 16
"""An epoch has at least so many with the default batch: a small table learns in 100 epochs too."""


class Training(Component):
    """How long, in what portions, and with what numbers."""

    structural: ClassVar[frozenset[str]] = frozenset({"batch_size"})

    epochs: int = Field(100, ge=0, description="passes over the training rows, at most; 0 trains nothing")
    batch_size: Annotated[int, Field(ge=1)] | Literal["all"] = Field(
        32,
        description="rows an update, drawn without replacement; all: the whole set; where the spec does not "
        "say, 32, or fewer if that leaves less than 16 updates an epoch",
    )
    precision: Precision = Field("float32", description="type of the numbers: float32 or float64")
    threads: Annotated[int, Field(ge=1, le=1024)] | Literal["auto"] = Field(
        "auto", description="threads for matrix products; auto: one for small networks, else all cores"
    )

    def fitted_to(self, rows: int) -> Training:
        """With a default batch that suits the number of training rows; one that was asked for stays.

        >>> [Training().fitted_to(rows).batch_size for rows in (10, 105, 10_000)]
        [1, 4, 32]
        """
        if self.batch_size == "all":
            return self
        if "batch_size" not in self.model_fields_set:
            usual = 2 ** int(math.log2(max(rows / FEWEST_UPDATES, 1)))
            return self.model_copy(update={"batch_size": min(usual, self.batch_size)})
        if self.batch_size > rows:
            raise DataError(
                f"training.batch_size is {self.batch_size}, but there are {rows} rows to learn from; "
                f"set it to {rows} or less, or to all"
            )
        return self


class Experiment(Component):
    """An experiment: every key but `data` has a default."""

    spec_version: Literal[1] = Field(1, description="version of this format")
    name: str | None = Field(None, max_length=100, description="name of the run; null: the spec file's")
    seed: int = Field(
        0, ge=0, lt=2**63, description="of initialization, batch order and dropout (the split has its own)"
    )
    data: Data = Field(description="what is learned from, and how its columns are read")
    architecture: Architecture = Field(Architecture(), description="the layers of the network")
    activation: AnyActivation = Field(Relu(), description="of the hidden layers that name none")
    loss: Annotated[AnyLoss | None, auto] = Field(None, description="what is minimised; auto: by the task")
    initialization: Annotated[AnyInitialization | None, auto] = Field(
        None, description="how weights start; auto: he_normal before relu and its kin, else glorot_normal"
    )
    optimizer: AnyOptimizer = Field(Adam(), description="how the gradient moves the parameters")
    regularization: Annotated[tuple[AnyRegularization, ...], Field(strict=False)] = Field(
        (), description="what keeps the network from learning the training rows by heart"
    )
    early_stopping: EarlyStopping | None = Field(None, description="when to stop early; null: never")
    training: Training = Field(Training(), description="epochs, batches, precision, threads")
    metrics: Annotated[Annotated[tuple[AnyMetric, ...], Field(strict=False)] | None, auto] = Field(
        None, description="what is reported beside the loss; auto: by the task"
    )

    _folder: Path = PrivateAttr(Path())

    @model_validator(mode="after")
    def _monitor_exists(self) -> Experiment:
        if self.early_stopping is not None:
            name = self.early_stopping.monitor.removeprefix("validation_")
            known = name in ("auto", "loss", "training_loss") or name.rpartition(".")[2] in kinds(AnyMetric)
            if not known:
                raise ValueError(
                    f"early_stopping.monitor: {self.early_stopping.monitor!r} is never measured; expected "
                    "training_loss, validation_loss or validation_<metric>"
                )
        return self

    @property
    def folder(self) -> Path:
        """Where relative paths in the spec start: the folder of its file."""
        return self._folder

    def at(self, folder: Path) -> Experiment:
        """The same experiment, its paths starting in another folder."""
        moved = self.model_copy()
        moved._folder = folder
        return moved

    def resolve(
        self, data: Data, task: Task, *, rows: int, has_validation: bool, heads: Sequence[Head] = ()
    ) -> Experiment:
        """The experiment with every `auto` filled in, now that the data has told its task and splits.

        `rows` are those that are learned from, `heads` the targets where there are several. Raises SpecError
        where loss, metrics or monitor do not go with the task, and DataError where a batch asks for more
        rows than there are.
        """
        loss = self.loss or loss_for(task)
        if task not in loss.tasks:
            raise SpecError(
                f"loss: {loss.kind} is for {' or '.join(loss.tasks)} targets; these are {task} (data.task)"
            )
        if isinstance(loss, Multiple):
            loss = loss.for_heads(heads)
        heads = heads or (Head("", task, 0, 0),)
        defaults = dict.fromkeys(metric for head in heads for metric in default_metrics(head.task))
        metrics = tuple(defaults) if self.metrics is None else self.metrics
        for metric in metrics:
            if not measures([metric], heads):
                raise SpecError(
                    f"metrics: {metric.kind} is for {' or '.join(metric.tasks)} targets, not "
                    + " or ".join(dict.fromkeys(head.task for head in heads))
                )
        update = {
            "data": data,
            "loss": loss,
            "metrics": metrics,
            "architecture": self.architecture.resolve(self.activation, self.initialization),
            "initialization": self.initialization or before(self.activation),
            "early_stopping": self._stopping(
                has_validation, [measure.name for measure in measures(metrics, heads)]
            ),
            "training": self.training.fitted_to(rows),
        }
        return self.model_copy(update=update).at(self.folder)

    def _stopping(self, has_validation: bool, metrics: list[str]) -> EarlyStopping | None:
        stopping = self.early_stopping
        if stopping is None:
            return None
        if stopping.monitor == "auto":
            return stopping.model_copy(update={"monitor": default_monitor(has_validation)})
        measured = ["training_loss"]
        if has_validation:
            measured += ["validation_loss", *(f"validation_{metric}" for metric in metrics)]
        if stopping.monitor not in measured:
            raise SpecError(
                f"early_stopping.monitor: {stopping.monitor!r} is not known; expected {', '.join(measured)}"
            )
        return stopping

    def network(self, input_shape: Shape, outputs: int) -> Network:
        """The network for inputs of this shape and this many outputs."""
        layers = self.architecture.all_layers(
            outputs, self.activation, self.initialization, self.regularization
        )
        return Network(layers, input_shape)


def default_monitor(has_validation: bool) -> str:
    """What decides which epoch is the best, unless the spec says so."""
    return "validation_loss" if has_validation else "training_loss"
