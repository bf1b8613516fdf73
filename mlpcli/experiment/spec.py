"""The whole YAML file as one model: what is trained, on what, how. It is the program's main object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr, model_validator

from mlpcli.activation import AnyActivation
from mlpcli.activation.relu import Relu
from mlpcli.architecture import Architecture, Network, Shape, seen_by
from mlpcli.architecture.rules import check as check_rules
from mlpcli.component import Component, auto
from mlpcli.data import Data
from mlpcli.early_stopping import EarlyStopping
from mlpcli.ensemble import AnyEnsemble
from mlpcli.experiment.resolution import resolved
from mlpcli.experiment.training import Training
from mlpcli.initialization import AnyInitialization
from mlpcli.kinds import kinds
from mlpcli.loss import AnyLoss
from mlpcli.metric import AnyMetric, Head, Task
from mlpcli.optimizer import AnyOptimizer
from mlpcli.optimizer.adam import Adam
from mlpcli.optimizer.whole_set import WholeSet
from mlpcli.regularization import AnyRegularization


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
        return resolved(
            self,
            data,
            task,
            rows=rows,
            has_validation=has_validation,
            vocabularies=vocabularies or {},
            heads=heads,
        )

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
