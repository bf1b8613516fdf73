"""The whole YAML file as one model: what is trained, on what, how. It is the program's main object."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, ClassVar, Literal, cast

from pydantic import Field, PrivateAttr, model_validator

from mlpcli.activation import AnyActivation, Relu
from mlpcli.architecture import Architecture, Network, Shape, seen_by
from mlpcli.architecture.rules import check as check_rules
from mlpcli.architecture.spec import started
from mlpcli.arrays import Precision
from mlpcli.component import Component, auto, kinds
from mlpcli.data import Data
from mlpcli.early_stopping import EarlyStopping
from mlpcli.ensemble import AnyEnsemble
from mlpcli.errors import DataError, SpecError
from mlpcli.initialization import AnyInitialization
from mlpcli.loss import AnyLoss, Loss, Multiple, loss_for
from mlpcli.mean import Geometric
from mlpcli.metric import AnyMetric, Head, Task, default_metrics, measures
from mlpcli.optimizer import Adam, AnyOptimizer, StepRule, WholeSet
from mlpcli.regularization import AnyRegularization
from mlpcli.sampling import AnySampling, Shuffled

FEWEST_UPDATES = 16
"""An epoch has at least so many with the default batch: a small table learns in 100 epochs too."""


USUAL_BATCH = 32
"""Rows of a default batch, where there are enough for it."""


class Training(Component):
    """How long, in what portions, and with what numbers."""

    structural: ClassVar[frozenset[str]] = frozenset({"batch_size"})

    epochs: int = Field(100, ge=0, description="passes over the training rows, at most; 0 trains nothing")
    batch_size: Annotated[int, Field(ge=1)] | Literal["all", "auto"] = Field(
        "auto",
        description="rows an update, drawn as `sampling` says; all: the whole set; auto: 32, or fewer if "
        "that leaves less than 16 updates an epoch",
    )
    sampling: AnySampling = Field(Shuffled(), description="which rows make up a batch")
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
        if self.batch_size == "auto":
            return self.model_copy(update={"batch_size": self.batch_of(rows)})
        if self.batch_size > rows:
            raise DataError(
                f"training.batch_size is {self.batch_size}, but there are {rows} rows to learn from; "
                f"set it to {rows} or less, or to all"
            )
        return self

    def batch_of(self, rows: int) -> int:
        """How many of `rows` training rows a full batch has.

        >>> Training(batch_size="all").batch_of(105), Training(batch_size=64).batch_of(105)
        (105, 64)
        """
        if self.batch_size == "all":
            return rows
        if self.batch_size == "auto":
            fitting: int = 2 ** int(math.log2(max(rows / FEWEST_UPDATES, 1)))
            return min(fitting, USUAL_BATCH)
        return min(self.batch_size, rows)


class Experiment(Component):
    """An experiment: every key but `data` has a default."""

    spec_version: Literal[1] = Field(1, description="version of this format")
    name: str | None = Field(None, max_length=100, description="name of the run; null: the spec file's")
    seed: int = Field(
        0, ge=0, lt=2**63, description="of initialization, batch order and dropout (the split has its own)"
    )
    data: Data = Field(description="what is learned from, and how its columns are read")
    architecture: Architecture = Field(
        Architecture.model_construct(hidden=(64,)), description="the layers of the network"
    )
    activation: AnyActivation = Field(Relu(), description="of the hidden layers that name none")
    loss: Annotated[AnyLoss | None, auto] = Field(None, description="what is minimised; auto: by the task")
    initialization: Annotated[AnyInitialization | None, auto] = Field(
        None,
        description="how weights start; auto: he_normal before relu and its kin, "
        "lecun_normal before selu, else glorot_normal",
    )
    optimizer: AnyOptimizer = Field(Adam(), description="how the gradient moves the parameters")
    regularization: Annotated[tuple[AnyRegularization, ...], Field(strict=False)] = Field(
        (), description="what keeps the network from learning the training rows by heart"
    )
    early_stopping: EarlyStopping | None = Field(None, description="when to stop early; null: never")
    ensemble: AnyEnsemble | None = Field(
        None, description="several networks whose mean predicts, trained together; null: one network"
    )
    training: Training = Field(Training(), description="epochs, batches and their rows, precision, threads")
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

    @model_validator(mode="after")
    def _members_stack(self) -> Experiment:
        if self.ensemble and self.ensemble.members > 1 and isinstance(self.optimizer, WholeSet):
            raise ValueError(f"ensemble: the optimizer {self.optimizer.kind} trains one network at a time")
        return self

    @property
    def members(self) -> tuple[Experiment, ...]:
        """The experiment of each network: this one, or one for each member of its ensemble.

        Member k has the seed plus k, and an ensemble of one: trained alone it is the same network.
        """
        ensemble = self.ensemble
        if ensemble is None:
            return (self,)
        alone = ensemble.model_copy(update={"members": 1})
        updates = ({"seed": self.seed + k, "ensemble": alone} for k in range(ensemble.members))
        return tuple(self.model_copy(update=update).at(self.folder) for update in updates)

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
        self,
        data: Data,
        task: Task,
        *,
        rows: int,
        has_validation: bool,
        vocabularies: Mapping[str, tuple[int, int]] | None = None,
        heads: Sequence[Head] = (),
    ) -> Experiment:
        """The experiment with every `auto` filled in, now that the data has told its task and splits.

        `rows` are those that are learned from; `vocabularies` has the place and the codes of each column of
        codes, `heads` the targets where there are several. Raises SpecError where loss, metrics or monitor
        do not go with the task, and DataError where a batch asks for more rows than there are.
        """
        loss = self._loss(task)
        if task not in loss.tasks:
            raise SpecError(
                f"loss: {loss.kind} is for {' or '.join(loss.tasks)} targets; these are {task} (data.task)"
            )
        if isinstance(loss, Multiple):
            loss = loss.for_heads(heads)
        if self.ensemble and isinstance(self.ensemble.mean, Geometric) and not loss.probabilities:
            raise SpecError(
                f"ensemble.mean: geometric is for probabilities; the loss {loss.kind} goes with numbers, "
                "whose mean is arithmetic"
            )
        training = self._training().fitted_to(rows)
        try:
            training.sampling.check(task, training.batch_size)
        except ValueError as error:
            raise SpecError(f"training.sampling: {self.training.sampling.kind} {error}") from None
        heads = heads or (Head("", task, 0, 0),)
        defaults = dict.fromkeys(metric for head in heads for metric in default_metrics(head.task))
        metrics = tuple(defaults) if self.metrics is None else self.metrics
        for metric in metrics:
            if not measures([metric], heads):
                raise SpecError(
                    f"metrics: {metric.kind} is for {' or '.join(metric.tasks)} targets, not "
                    + " or ".join(dict.fromkeys(head.task for head in heads))
                )
        names = [measure.name for measure in measures(metrics, heads)]
        measured = partial(_measured, has_validation=has_validation, metrics=names)
        optimizer = self.optimizer
        if isinstance(optimizer, StepRule):
            rate = optimizer.learning_rate.watching("optimizer.learning_rate", measured)
            optimizer = optimizer.model_copy(update={"learning_rate": rate})
        if vocabularies and data.target is None:
            raise SpecError("data.columns: an autoencoder cannot rebuild columns of type index; use category")
        architecture = self.architecture.reading(vocabularies or {})
        update = {
            "data": data,
            "loss": loss,
            "metrics": metrics,
            "architecture": architecture.resolve(self.activation, self.initialization),
            "initialization": started(self.initialization, self.activation),
            "optimizer": optimizer,
            "early_stopping": self._stopping(measured),
            "training": training,
        }
        return self.model_copy(update=update).at(self.folder)

    def _loss(self, task: Task) -> Loss:
        """The loss, which some optimizers determine."""
        only = self.optimizer.loss
        if only is None:
            return self.loss or loss_for(task)
        if self.loss is not None and self.loss.kind != only:
            raise SpecError(
                f"loss: the optimizer {self.optimizer.kind} goes with {only}, found {self.loss.kind}"
            )
        return self.loss or cast(Loss, kinds(AnyLoss)[only]())

    def _training(self) -> Training:
        """The section, its batch size set by an optimizer that allows no other."""
        training, only = self.training, self.optimizer.batch
        if only is None:
            return training
        if training.batch_size not in ("auto", only):
            raise SpecError(
                f"training.batch_size: the optimizer {self.optimizer.kind} works with {only}, "
                f"found {training.batch_size}"
            )
        return training.model_copy(update={"batch_size": only})

    def _stopping(self, measured: Callable[[str, str], str]) -> EarlyStopping | None:
        stopping = self.early_stopping
        if stopping is None:
            return None
        return stopping.model_copy(update={"monitor": measured("early_stopping.monitor", stopping.monitor)})

    def network(self, input_shape: Shape, outputs: int) -> Network:
        """The network for rows of this shape (see `seen_by`) and this many outputs.

        Raises SpecError where a rule of the regularization asks for what the network has not.
        """
        layers = self.architecture.all_layers(
            outputs, self.activation, self.initialization, self.regularization
        )
        network = Network(layers, seen_by(layers, input_shape))
        check_rules(network, self.regularization)
        return network


def _measured(key: str, monitor: str, *, has_validation: bool, metrics: list[str]) -> str:
    """The monitor, `auto` filled in. Raises SpecError naming the key for what is not measured."""
    if monitor == "auto":
        return default_monitor(has_validation)
    known = ["training_loss"]
    if has_validation:
        known += ["validation_loss", *(f"validation_{metric}" for metric in metrics)]
    if monitor not in known:
        raise SpecError(f"{key}: {monitor!r} is not known; expected {', '.join(known)}")
    return monitor


def default_monitor(has_validation: bool) -> str:
    """What decides which epoch is the best, unless the spec says so."""
    return "validation_loss" if has_validation else "training_loss"
