"""An experiment whose every `auto` is filled in, now that the data has told its task and splits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from mlpcli.architecture.spec import started
from mlpcli.data import Data
from mlpcli.early_stopping import EarlyStopping
from mlpcli.errors import SpecError
from mlpcli.experiment.training import Training
from mlpcli.kinds import kinds
from mlpcli.loss import AnyLoss, Loss, loss_for
from mlpcli.loss.multiple import Multiple
from mlpcli.mean.geometric import Geometric
from mlpcli.metric import Head, Task, default_metrics, measures
from mlpcli.optimizer import StepRule

if TYPE_CHECKING:
    from mlpcli.experiment.spec import Experiment


def resolved(
    experiment: Experiment,
    data: Data,
    task: Task,
    *,
    rows: int,
    has_validation: bool,
    vocabularies: Mapping[str, tuple[int, int]],
    heads: Sequence[Head],
) -> Experiment:
    """See `Experiment.resolve`."""
    loss = _loss(experiment, task)
    if task not in loss.tasks:
        raise SpecError(
            f"loss: {loss.kind} is for {' or '.join(loss.tasks)} targets; these are {task} (data.task)"
        )
    if isinstance(loss, Multiple):
        loss = loss.for_heads(heads)
    if experiment.ensemble and isinstance(experiment.ensemble.mean, Geometric) and not loss.probabilities:
        raise SpecError(
            f"ensemble.mean: geometric is for probabilities; the loss {loss.kind} goes with numbers, "
            "whose mean is arithmetic"
        )
    training = _training(experiment).fitted_to(rows)
    try:
        training.sampling.check(task, training.batch_size)
    except ValueError as error:
        raise SpecError(f"training.sampling: {experiment.training.sampling.kind} {error}") from None
    heads = heads or (Head("", task, 0, 0),)
    defaults = dict.fromkeys(metric for head in heads for metric in default_metrics(head.task))
    metrics = tuple(defaults) if experiment.metrics is None else experiment.metrics
    for metric in metrics:
        if not measures([metric], heads):
            raise SpecError(
                f"metrics: {metric.kind} is for {' or '.join(metric.tasks)} targets, not "
                + " or ".join(dict.fromkeys(head.task for head in heads))
            )
    names = [measure.name for measure in measures(metrics, heads)]
    measured = partial(_measured, has_validation=has_validation, metrics=names)
    optimizer = experiment.optimizer
    if isinstance(optimizer, StepRule):
        rate = optimizer.learning_rate.watching("optimizer.learning_rate", measured)
        optimizer = optimizer.model_copy(update={"learning_rate": rate})
    if vocabularies and data.target is None:
        raise SpecError("data.columns: an autoencoder cannot rebuild columns of type index; use category")
    architecture = experiment.architecture.reading(vocabularies)
    update = {
        "data": data,
        "loss": loss,
        "metrics": metrics,
        "architecture": architecture.resolve(experiment.activation, experiment.initialization),
        "initialization": started(experiment.initialization, experiment.activation),
        "optimizer": optimizer,
        "early_stopping": _stopping(experiment, measured),
        "training": training,
    }
    return experiment.model_copy(update=update).at(experiment.folder)


def _loss(experiment: Experiment, task: Task) -> Loss:
    """The loss, which some optimizers determine."""
    only = experiment.optimizer.loss
    if only is None:
        return experiment.loss or loss_for(task)
    if experiment.loss is not None and experiment.loss.kind != only:
        raise SpecError(
            f"loss: the optimizer {experiment.optimizer.kind} goes with {only}, found {experiment.loss.kind}"
        )
    return experiment.loss or cast(Loss, kinds(AnyLoss)[only]())


def _training(experiment: Experiment) -> Training:
    """The section, its batch size set by an optimizer that allows no other."""
    training, only = experiment.training, experiment.optimizer.batch
    if only is None:
        return training
    if training.batch_size not in ("auto", only):
        raise SpecError(
            f"training.batch_size: the optimizer {experiment.optimizer.kind} works with {only}, "
            f"found {training.batch_size}"
        )
    return training.model_copy(update={"batch_size": only})


def _stopping(experiment: Experiment, measured: Callable[[str, str], str]) -> EarlyStopping | None:
    stopping = experiment.early_stopping
    if stopping is None:
        return None
    return stopping.model_copy(update={"monitor": measured("early_stopping.monitor", stopping.monitor)})


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
