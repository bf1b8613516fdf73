"""The mean prediction as a function of one column: partial dependence, with single rows if wanted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpcli.analysis.finding import Finding
from mlpcli.analysis.importance import Column, column_of, columns_of
from mlpcli.analysis.subject import MisfitError, Run, Runs, alone
from mlpcli.arrays import Array
from mlpcli.data.coding.category import CategoryCoding
from mlpcli.data.coding.number import NumberCoding
from mlpcli.data.split import Part
from mlpcli.errors import UsageError

ROWS = 1000
"""Rows that predictions are means over, at most."""


@dataclass(frozen=True, eq=False)
class Dependence:
    """values: (G,), numbers or texts; mean: (G, O); lines: (L, G, O) of single rows; outputs: O names."""

    column: str
    values: list[float | str]
    mean: Array
    lines: Array
    outputs: list[str]


def check(runs: Runs) -> None:
    """One run with a column that is a number or a category."""
    if not _fitting(alone(runs)):
        raise MisfitError("it needs a column that is a number or a category")


def analyze(
    runs: Runs, column: str | None = None, part: Part | None = None, points: int = 40, lines: int = 0
) -> Finding:
    """`column` of the file, the first if none; `points` on its range, and `lines` of single rows beside."""
    run = alone(runs)
    if points < 2 or lines < 0:
        raise UsageError("dependence: expected points 2 or more, lines 0 or more")
    fitting = _fitting(run)
    name = column or fitting[0]
    place = column_of(run, name)
    if name not in fitting:
        raise UsageError(f"column: {name!r} is neither number nor category; there are {', '.join(fitting)}")
    chosen = run.part(part)
    x = run.some(chosen, ROWS).x
    found = dependence(run, place, x, points, lines)
    table = [
        {name: value, **dict(zip(found.outputs, map(float, own), strict=True))}
        for value, own in zip(found.values, found.mean, strict=True)
    ]
    facts = {
        "column": name,
        "part": chosen,
        "rows": len(x),
        "spread": float(np.ptp(found.mean, axis=0).max()),
    }
    details = {"lines": found.lines.tolist()} if lines else {}
    return Finding(facts, table, details, drawn=found)


def dependence(run: Run, column: Column, x: Array, points: int = 40, lines: int = 0) -> Dependence:
    """f(v) = 1/N Σ_n prediction(x_n with the column at v), for v over the column's range in x: (N, I).

    Each line is one n of the sum. Where columns depend on each other it visits rows that do not occur.

    *Source:* Friedman 2001 (section 8.2); Goldstein, Kapelner, Bleich, Pitkin 2015 (single rows).
    """
    values, codes = _grid(run, column, x, points)
    units = run.trained.coding.units
    answers = []
    for code in codes:
        at = x.copy()
        at[:, column.place] = code
        y = np.asarray(run.model.outputs(at), dtype=np.float64)
        answers.append(y if units is None else y * units[1] + units[0])
    every = np.stack(answers)
    shown = np.unique(np.linspace(0, len(x) - 1, min(lines, len(x))).round().astype(np.intp))
    single = every[:, shown].swapaxes(0, 1)
    return Dependence(column.name, values, every.mean(axis=1), single, _outputs(run))


def _grid(run: Run, column: Column, x: Array, points: int) -> tuple[list[float | str], Array]:
    """What the column is set to, in its own units and coded: (G, width)."""
    coding = next(c for c in run.trained.coding.features.codings if c.name == column.name)
    if isinstance(coding, CategoryCoding):
        names = [name.partition("=")[2] for name in coding.names]
        return list(names), np.eye(coding.width, dtype=x.dtype)
    own = np.asarray(x[:, column.place], dtype=np.float64)
    codes = np.unique(own) if len(np.unique(own)) <= points else np.linspace(own.min(), own.max(), points)
    numbers = codes * coding.scale[0] + coding.shift[0]
    return numbers.tolist(), codes[:, None].astype(x.dtype)


def _fitting(run: Run) -> list[str]:
    kinds = (NumberCoding, CategoryCoding)
    fitting = {c.name for c in run.trained.coding.features.codings if isinstance(c, kinds)}
    return [column.name for column in columns_of(run) if column.name in fitting]


def _outputs(run: Run) -> list[str]:
    """A name for each output."""
    coding, found = run.trained.coding, []
    for head in coding.heads:
        width = head.stop - head.start
        prefix = f"{head.name} " if head.name else ""
        if head.task == "binary" and head.classes:
            found.append(f"{prefix}probability of {head.classes[-1]}")
        elif len(head.classes) == width:
            found += [f"{prefix}probability of {label}" for label in head.classes]
        else:
            targets = run.trained.experiment.data.targets
            own = list(targets) if len(targets) == width and not head.name else [head.name or "output"]
            found += own if len(own) == width else [f"{own[0]} {i}" for i in range(width)]
    return found
