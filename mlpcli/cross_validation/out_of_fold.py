"""The prediction for every row by the network that has not learned from it, as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcli.data.columns import Drop
from mlpcli.training.session import Session

Columns = dict[str, NDArray[Any]]


def out_of_fold(sessions: Sequence[Session]) -> Columns:
    """A line for every watched row, in the order of the source.

    `row` is its number there, counted from 0, `fold` the fold that watched it, counted from 1. Then come the
    columns that the experiment drops, such as the number of a customer, the target as it stands in the data,
    `predicted_<target>`, and for classes `probability_<class>` (missing where no training row of the fold
    has the class). Weights are those of each fold's best epoch.
    """
    first = sessions[0]
    frame = first.experiment.data.source.read(first.experiment.folder)
    rows = np.concatenate([session.prepared.validation.rows for session in sessions])
    folds = np.concatenate([np.full(len(s.prepared.validation), i) for i, s in enumerate(sessions, start=1)])
    order = np.argsort(rows, kind="stable")
    rows, folds = rows[order], folds[order]
    data = first.experiment.data
    kept = [name for name, spec in data.columns.items() if isinstance(spec, Drop)]
    columns: Columns = {"row": rows, "fold": folds}
    columns |= {name: np.asarray(frame.columns[name])[rows] for name in (*kept, *data.targets)}
    predicted = [_predicted(session) for session in sessions]
    for name in dict.fromkeys(name for one in predicted for name in one):
        pieces = [
            _piece(one, name, len(s.prepared.validation)) for one, s in zip(predicted, sessions, strict=True)
        ]
        columns[name if name not in columns else f"predicted_{name}"] = np.concatenate(pieces)[order]
    return columns


def as_csv(columns: Columns) -> str:
    """A header and a line a row; an array in a cell takes a column a number. Missing cells are empty."""
    flat: Columns = {}
    for name, column in columns.items():
        wide = column.reshape(len(column), -1)
        flat |= {name if column.ndim == 1 else f"{name}_{i}": wide[:, i] for i in range(wide.shape[1])}
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(flat)
    lines.writerows(zip(*(map(_cell, column) for column in flat.values()), strict=True))
    return text.getvalue()


def _predicted(session: Session) -> Columns:
    model, coding = session.model(), session.prepared.coding
    columns = coding.decode(model.outputs(session.prepared.validation.x))
    renamed = set(session.experiment.data.targets)
    return {f"predicted_{name}" if name in renamed else name: column for name, column in columns.items()}


def _piece(columns: Columns, name: str, n: int) -> NDArray[Any]:
    return columns[name] if name in columns else np.full(n, np.nan)


def _cell(value: Any) -> str:
    return "" if value is None or value != value else str(value)
