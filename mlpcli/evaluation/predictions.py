"""Predictions for the rows of a file, a portion at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mlpcli.cross_validation.committee import Committee
from mlpcli.cross_validation.opened import CrossValidated
from mlpcli.data.coding import Finding, Outputs
from mlpcli.data.coding.base import summed
from mlpcli.data.coding.cells import readable
from mlpcli.data.columns import Drop
from mlpcli.data.frame import Frame
from mlpcli.data.lookup import suggestion
from mlpcli.errors import DataError, UsageError
from mlpcli.evaluation.loaded import Passes, opened, predictor
from mlpcli.store.trained import Trained
from mlpcli.training.deviation import ENDING as DEVIATION
from mlpcli.training.model import Model, Prediction
from mlpcli.training.session import Which

NOTHING = "none"
"""Given to keep: no column beside the predictions."""

GIVEN = "_given"
"""Behind the name of a column that is kept and would hide a prediction."""

SHOWN = 10
"""Missing columns that a message names at most."""

_CANONICAL = re.compile(r"-?(0|[1-9][0-9]{0,14})([.][0-9]{1,6})?")

Kind = Literal["text", "integer", "number"]


@dataclass(eq=False)
class Predictions:
    """Iterating gives columns for portion after portion, in the order of the file.

    In front stand the kept columns of the file. `findings` are complete when the iteration is.
    """

    trained: Trained | CrossValidated
    model: Model | Committee
    frame: Frame
    kept: Mapping[str, Kind | None]
    unwanted: frozenset[str]
    findings: list[Finding] = field(default_factory=list)
    lost: int = 0

    @classmethod
    def of(
        cls,
        trained: Trained | CrossValidated,
        path: str,
        which: Which = "best",
        *,
        probabilities: bool = False,
        passes: Passes | None = None,
        keep: Sequence[str] = (),
        verbatim: bool = False,
        folder: Path = Path(),
    ) -> Predictions:
        """Opens the file and looks whether all is there.

        Kept are the columns that the experiment drops (such as the number of a customer), where the file has
        them, and those named in `keep`; with `keep` none, only these. `verbatim`: with the characters of the
        file, as far as it is text. Raises DataError if the file lacks a column; UsageError if probabilities
        are wanted of numbers, or passes of a network without dropout.
        """
        if probabilities and not trained.coding.probabilities:
            raise UsageError("--probabilities: this network predicts numbers, not classes")
        model = predictor(trained, which, passes)
        features = [coding.name for coding in trained.coding.features.codings]
        columns = trained.experiment.data.columns
        names = [] if NOTHING in keep else [n for n, spec in columns.items() if isinstance(spec, Drop)]
        names += [name for name in keep if name != NOTHING and name not in names]
        frame = opened(trained, path, folder, [name for name in names if name not in features])
        _check_there(frame, features, [name for name in keep if name != NOTHING])
        shares = () if probabilities else trained.coding.probabilities
        kept = {name: None for name in frame.columns if name in names}
        return cls(
            trained,
            model,
            frame,
            kept if verbatim else _kinds(frame, list(kept)),
            frozenset({*shares, *(share + DEVIATION for share in shares)}),
        )

    @property
    def rows(self) -> int:
        """N."""
        return len(self.frame)

    @property
    def notes(self) -> list[str]:
        """What had to be decided about cells, a line for each column and decision; what went wrong."""
        lost = f"{self.lost:,} of {self.rows:,} predictions are not finite: the network's numbers overflow"
        return [*map(str, self.findings), *([lost] if self.lost else [])]

    def __iter__(self) -> Iterator[Outputs]:
        found: list[Finding] = []
        self.lost = 0
        for portion in self.frame.portions():
            prediction = self.model.seeded(portion.first).predict(portion)
            self.lost += prediction.lost
            found = summed((*found, *prediction.findings), len(self.frame))
            made = {n: cells for n, cells in prediction.columns.items() if n not in self.unwanted}
            kept = {
                name + GIVEN if name in prediction.columns else name: _as(kind, portion.columns[name])
                for name, kind in self.kept.items()
            }
            yield kept | made
        self.findings = found


def predict(
    trained: Trained | CrossValidated,
    path: str,
    which: Which = "best",
    *,
    probabilities: bool = False,
    passes: Passes | None = None,
    keep: Sequence[str] = (),
) -> Prediction:
    """The predictions for all rows at once; see `Predictions.of`."""
    predictions = Predictions.of(trained, path, which, probabilities=probabilities, passes=passes, keep=keep)
    portions = list(predictions)
    columns = {name: np.concatenate([portion[name] for portion in portions]) for name in portions[0]}
    return Prediction(columns, tuple(predictions.findings), predictions.lost)


def _check_there(frame: Frame, features: Sequence[str], keep: Sequence[str]) -> None:
    """Raises DataError that names every feature, or column to be kept, which the file has not."""
    for wanted, roles in ((features, ("a feature", "features")), (keep, ("--keep", "--keep"))):
        absent = [name for name in wanted if name not in frame.columns]
        if absent:
            shown = ", ".join(map(repr, absent[:SHOWN]))
            shown += f" and {len(absent) - SHOWN} more" if len(absent) > SHOWN else ""
            several = len(absent) > 1
            raise DataError(
                f"{frame.origin}: no column{'s' * several} {shown} ({roles[several]}); "
                f"{suggestion('' if several else absent[0], frame.columns)}"
            )


def _kinds(frame: Frame, names: Sequence[str]) -> dict[str, Kind | None]:
    """What kept columns of text are, for formats with types: 007 and long numbers stay text."""
    kinds: dict[str, Kind | None] = dict.fromkeys(names)
    for portion in frame.portions() if names else ():
        for name in names:
            cells = portion.columns[name]
            if cells.dtype.kind == "O" and cells.ndim == 1 and kinds[name] != "text":
                kinds[name] = _kind(cells, kinds[name])
    return kinds


def _kind(cells: NDArray[Any], before: Kind | None) -> Kind:
    found = [None if cell is None else _CANONICAL.fullmatch(cell) for cell in cells.tolist()]
    if any(f is None and cell is not None for f, cell in zip(found, cells.tolist(), strict=True)):
        return "text"
    whole = before in (None, "integer") and all(f is not None and f[2] is None for f in found)
    return "integer" if whole else "number"


def _as(kind: Kind | None, cells: NDArray[Any]) -> NDArray[Any]:
    if kind == "integer":
        return np.array([int(cell) for cell in cells.tolist()], dtype=np.int64)
    if kind == "number":
        return np.array([np.nan if c is None else float(c) for c in cells.tolist()], dtype=np.float64)
    return readable(cells)
