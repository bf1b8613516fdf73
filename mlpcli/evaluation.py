"""A checkpoint and data: metrics on them, and predictions for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from mlpcli.arrays import Array
from mlpcli.data.coding.cells import readable
from mlpcli.data.columns import Drop
from mlpcli.data.prepare import Samples, coded_rows, reread
from mlpcli.data.source import source_for
from mlpcli.data.split import Part
from mlpcli.errors import DataError, UsageError
from mlpcli.store.trained import Trained
from mlpcli.training.analytic import draws
from mlpcli.training.deviation import ENDING as DEVIATION
from mlpcli.training.model import Model, Prediction
from mlpcli.training.session import Which


@dataclass(frozen=True)
class Passes:
    """Predictions are to be means over so many passes with dropout, drawn from the seed."""

    samples: int
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Scores on some rows: `data` names them, `tables` holds metrics that are tables (confusion matrix)."""

    data: str
    rows: int
    scores: dict[str, float]
    tables: dict[str, Array]
    notes: tuple[str, ...] = ()


def evaluate(
    trained: Trained,
    path: str | None = None,
    part: Part = "test",
    which: Which = "best",
    *,
    passes: Passes | None = None,
) -> Evaluation:
    """Scores on a part of the data that the checkpoint knows, or on all rows of another file.

    Raises DataError if the data is not there, has changed, lacks columns, or has no such rows.
    """
    samples, notes = _stored(trained, part) if path is None else _new(trained, path)
    if not len(samples):
        raise DataError(f"the {part} part has no rows; evaluate another (--split) or name a file")
    model = _model(trained, which, passes)
    return Evaluation(path or part, len(samples), model.scores(samples), model.tables(samples), notes)


def _model(trained: Trained, which: Which, passes: Passes | None) -> Model:
    model = trained.model(which)
    if passes is None:
        return model
    if draws(model.network) is None:
        raise UsageError("--samples: this network has no dropout, so every pass would be the same")
    return replace(model, samples=passes.samples, seed=passes.seed)


def _stored(trained: Trained, part: Part) -> tuple[Samples, tuple[str, ...]]:
    experiment, data = trained.experiment, trained.checkpoint.data
    samples = reread(
        experiment.data,
        experiment.folder,
        trained.coding,
        part,
        np.asarray(data.partition[part]),
        data.fingerprint,
        experiment.training.precision,
    )
    return samples, ()


def _new(trained: Trained, path: str) -> tuple[Samples, tuple[str, ...]]:
    frame = source_for(path).read(Path())
    rows = np.arange(len(frame))
    experiment = trained.experiment
    samples, findings = coded_rows(
        experiment.data, trained.coding, frame, rows, experiment.training.precision
    )
    return samples, tuple(map(str, findings))


def predict(
    trained: Trained,
    path: str,
    which: Which = "best",
    *,
    probabilities: bool = False,
    passes: Passes | None = None,
) -> Prediction:
    """Predictions for all rows of a file, in its order, behind the columns that tell the rows apart.

    These are the columns that the experiment drops, such as the number of a customer, where the file has
    them. Raises DataError if the file lacks a feature, or a cell cannot be coded; UsageError if probabilities
    are wanted of numbers, or passes of a network without dropout.
    """
    if probabilities and not trained.coding.probabilities:
        raise UsageError("--probabilities: this network predicts numbers, not classes")
    frame = source_for(path).read(Path())
    prediction = _model(trained, which, passes).predict(frame)
    dropped = [name for name, spec in trained.experiment.data.columns.items() if isinstance(spec, Drop)]
    kept = {name: readable(frame.columns[name]) for name in dropped if name in frame.columns}
    shares = () if probabilities else trained.coding.probabilities
    unwanted = {*shares, *(share + DEVIATION for share in shares)}
    columns = {name: cells for name, cells in prediction.columns.items() if name not in unwanted}
    return Prediction(kept | columns, prediction.notes)
