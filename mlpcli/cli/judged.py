"""How `mlp eval` tells what it has found: of a run, and of a cross-validation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlpcli.cli.folds_told import print_means
from mlpcli.cli.options import print_json, stdout
from mlpcli.cross_validation.opened import CrossValidated
from mlpcli.data.coding import Coding
from mlpcli.evaluation import Evaluation
from mlpcli.evaluation.folds import OUT_OF_FOLD
from mlpcli.report.confusion import confusion_table
from mlpcli.report.tables import metrics_table
from mlpcli.store.trained import Trained

STATISTICS = ("mean", "std", "standard_error")


def tell(trained: Trained, result: Evaluation, weights: str, *, json: bool) -> None:
    """The metrics of a run."""
    if json:
        print_json({"checkpoint": trained.path.as_posix(), **_told(result)})
        return
    _print(f"{trained.path}: {_rows(result)} of {result.data}, {weights} weights")
    stdout().print(metrics_table({Path(result.data).name: result.scores}))
    _print_tables(result, trained.coding)


def tell_folds(
    run: CrossValidated, result: Evaluation, beside: Evaluation | None, weights: str, *, json: bool
) -> None:
    """The metrics of a cross-validation; those of the watched rows beside those of the test rows.

    The stored means are those of the best weights: of others, and on new data, they say nothing.
    """
    stored = weights == "best" and result.data in ("test", OUT_OF_FOLD) and "mean" in run.facts
    if json:
        told: dict[str, Any] = {"checkpoint": run.path.as_posix(), **_told(result), "folds": len(run.folds)}
        told |= {OUT_OF_FOLD: _told(beside)} if beside else {}
        told |= {name: run.facts[name] for name in STATISTICS} if stored else {}
        print_json(told)
        return
    shown: dict[str, Mapping[str, float]] = {}
    for part in filter(None, (result, beside)):
        name, where, by = Path(part.data).name, f"of {part.data}", f"the mean of {len(run.folds)} networks"
        if part.data == OUT_OF_FOLD:
            name, where, by = "out of fold", "out of fold", "the one network that has not learned from it"
        _print(f"{run.path}: {_rows(part)} {where}, each by {by}, {weights} weights")
        shown[name] = part.scores
    stdout().print(metrics_table(shown))
    _print_tables(result, run.coding)
    if stored:
        _print("")
        _print("of the networks one by one:")
        print_means(run.facts)


def _told(result: Evaluation) -> dict[str, Any]:
    metrics: dict[str, Any] = {name: value for name, value in result.scores.items() if name != "loss"}
    metrics |= {name: table.tolist() for name, table in result.tables.items()}
    return {"data": result.data, "rows": result.rows, "loss": result.scores["loss"], "metrics": metrics}


def _print_tables(result: Evaluation, coding: Coding) -> None:
    classes = {head.name: head.classes for head in coding.heads}
    for name, counts in result.tables.items():
        of = name.rpartition(".")[0]
        if of:
            _print(of)
        stdout().print(confusion_table(counts.tolist(), [str(c) for c in classes[of]]))


def _rows(result: Evaluation) -> str:
    return f"{result.rows:,} rows"


def _print(line: str) -> None:
    stdout().print(line, markup=False, soft_wrap=True)
