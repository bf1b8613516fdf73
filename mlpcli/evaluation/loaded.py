"""What evaluation and prediction begin with: a network that can be trusted, and rows from a new file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from mlpcli.cross_validation.committee import Committee
from mlpcli.cross_validation.opened import CrossValidated
from mlpcli.data.frame import Frame
from mlpcli.data.source import source_for
from mlpcli.data.source.table import Table
from mlpcli.errors import CheckpointError, UsageError
from mlpcli.store.trained import Trained
from mlpcli.training.analytic import draws
from mlpcli.training.model import Model
from mlpcli.training.session import Which


@dataclass(frozen=True)
class Passes:
    """Predictions are to be means over so many passes with dropout, drawn from the seed."""

    samples: int
    seed: int = 0


def predictor(run: Trained | CrossValidated, which: Which, passes: Passes | None) -> Model | Committee:
    """The network of a run with these weights, or those of all folds. Raises as `loaded` does."""
    return committee(run, which, passes) if isinstance(run, CrossValidated) else loaded(run, which, passes)


def committee(run: CrossValidated, which: Which, passes: Passes | None) -> Committee:
    """The networks of all folds with these weights. Raises as `loaded` does."""
    return Committee(tuple(loaded(fold, which, passes) for fold in run.folds), run.coding)


def loaded(trained: Trained, which: Which, passes: Passes | None) -> Model:
    """The model with these weights.

    Raises CheckpointError where they are not finite: such a network calls everything the first class.
    """
    model = trained.model(which)
    if not np.isfinite(model.theta).all():
        arrays = model.network.named(model.theta)
        name = next(name for name, array in arrays.items() if not np.isfinite(array).all())
        raise CheckpointError(
            f"{trained.path}: the {which} weights are not finite (array {name}), so they predict nothing; "
            "use others (--weights), or train again with a smaller optimizer.learning_rate"
        )
    if passes is None:
        return model
    if draws(model.network) is None:
        raise UsageError("--samples: this network has no dropout, so every pass would be the same")
    return replace(model, samples=passes.samples, seed=passes.seed)


def opened(
    trained: Trained | CrossValidated, path: str, folder: Path = Path(), text: Sequence[str] = ()
) -> Frame:
    """The rows of a file, read as the training data were where both are tables of separated text.

    What the spec says of its source (what stands in missing cells; names for a file without a header) goes
    for the new file too. `text` names columns whose cells stay as they are.
    """
    source, own = source_for(path), trained.experiment.data.source
    if not isinstance(source, Table):
        return source.open(folder)
    source = source.model_copy(update={"text": tuple(text)})
    if not isinstance(own, Table):
        return source.open(folder)
    source = source.model_copy(update={"missing": own.missing})
    if not source.is_text:
        return source.open(folder)
    if own.header is not None:
        return source.model_copy(update={"header": own.header, "columns": own.columns}).open(folder)
    frame = source.open(folder)
    features = [coding.name for coding in trained.coding.features.codings]
    if own.columns is None or all(name in frame.columns for name in features):
        return frame
    if len(frame.columns) != len(own.columns):
        return frame
    return source.model_copy(update={"columns": own.columns}).open(folder)
