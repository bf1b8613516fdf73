"""Metrics of a checkpoint's network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpcli.arrays import Array, Precision
from mlpcli.data.coded import Samples, coded_parts
from mlpcli.data.coding import Coding, Finding
from mlpcli.data.frame import Frame
from mlpcli.data.memory import resolved
from mlpcli.data.prepare import reread
from mlpcli.data.spec import Data
from mlpcli.data.split import Part
from mlpcli.errors import DataError
from mlpcli.evaluation.loaded import Passes, loaded, opened
from mlpcli.store.trained import Trained
from mlpcli.training.session import Which


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
    samples, notes = (stored(trained, part), ()) if path is None else _new(trained, path)
    if not len(samples):
        raise DataError(f"the {part} part has no rows; evaluate another (--split) or name a file")
    model = loaded(trained, which, passes)
    return Evaluation(path or part, len(samples), model.scores(samples), model.tables(samples), notes)


def stored(trained: Trained, part: Part) -> Samples:
    """The rows of a part again. Raises DataError if the data is not there, or has changed."""
    experiment, data = trained.experiment, trained.checkpoint.data
    return reread(
        experiment.data,
        experiment.folder,
        trained.coding,
        part,
        np.asarray(data.partition[part]),
        data.fingerprint,
        experiment.training.precision,
    )


def _new(trained: Trained, path: str) -> tuple[Samples, tuple[str, ...]]:
    experiment = trained.experiment
    precision = experiment.training.precision
    samples, findings = coded_file(experiment.data, trained.coding, opened(trained, path), precision)
    return samples, tuple(map(str, findings))


def coded_file(
    data: Data, coding: Coding, frame: Frame, precision: Precision
) -> tuple[Samples, tuple[Finding, ...]]:
    """All rows of a new file, in memory or not as they fit; data is resolved."""
    size = len(frame) * (coding.features.width + coding.outputs) * np.dtype(precision).itemsize
    memory, _ = resolved("auto", size)
    data = data.model_copy(update={"memory": memory})
    return coded_parts(data, coding, {"test": frame}, {"test": np.arange(len(frame))}, precision)["test"]
