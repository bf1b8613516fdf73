"""What a cross-validation says: a line for each fold, then means, baselines and what was noticed."""

from __future__ import annotations

import math
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlpcli.cli.options import console, print_json, stdout
from mlpcli.report.baselines import comparison
from mlpcli.report.diagnosis import brief, in_full
from mlpcli.report.tables import cell, listing
from mlpcli.store.folds import OUT_OF_FOLD, fold_folder, read_folds
from mlpcli.training.session import PARTS


def print_end(facts: dict[str, Any], folder: Path) -> None:
    """What the end of the training tells."""
    print_folds(facts)
    for line in brief(facts["diagnosis"]):
        console().print(line, markup=False, soft_wrap=True)
    run, fold = (shlex.quote(str(path)) for path in (folder, fold_folder(folder, 0)))
    how = (
        f"saved in {folder}, predictions in {folder / OUT_OF_FOLD}\n"
        f"next: mlp eval {run}, mlp predict {run} DATA, mlp show {fold}"
    )
    console().print(how, markup=False, soft_wrap=True)


def print_folds(facts: dict[str, Any]) -> None:
    """A line for each fold, then means with their deviations and, in a line, the baselines' means."""
    out = stdout()
    results = [
        {"fold": r["fold"], "epochs": r["epochs"], "best_epoch": r["best_epoch"]}
        | {f"{part}_{name}": value for part in PARTS[1:] for name, value in (r.get(part) or {}).items()}
        for r in facts["results"]
    ]
    out.print(listing(results))
    out.print()
    print_means(facts)
    if facts.get("baselines"):
        line = comparison(facts["baselines"], facts["mean"])
        out.print(f"means over the folds: {line}", markup=False, soft_wrap=True)


def print_means(facts: Mapping[str, Any]) -> None:
    """The mean, deviation and standard error of each metric of each part."""
    mean, std, error = (facts[name] for name in ("mean", "std", "standard_error"))
    rows = [
        {
            "metric": f"{part} {name.replace('_', ' ')}",
            "mean±deviation": f"{cell(mean[part][name])} ± {cell(std[part][name])}",
            "standard error": error[part][name],
        }
        for part in PARTS
        for name in mean.get(part, {})
    ]
    stdout().print(listing(rows))


def show_folds(folder: Path, *, json: bool, quiet: bool) -> None:
    """`mlp show` of a cross-validation."""
    facts = read_folds(folder)
    if json:
        print_json(placed(facts, folder))
    elif "mean" in facts and not quiet:
        print_folds(facts)
        found = facts.get("diagnosis", ())
        numbers = [math.nan if finding["number"] is None else finding["number"] for finding in found]
        for line in in_full([{**f, "number": n} for f, n in zip(found, numbers, strict=True)]):
            stdout().print(line, markup=False, soft_wrap=True)
    elif not quiet:
        stdout().print(f"{folder}: {facts['folds']} folds, interrupted", markup=False)


def placed(facts: dict[str, Any], folder: Path) -> dict[str, Any]:
    """With paths from here; in folds.json they start in its folder."""
    results = [
        {**fold, "checkpoint": (folder / fold["checkpoint"]).as_posix()} for fold in facts.get("results", ())
    ]
    ended = {"out_of_fold": (folder / OUT_OF_FOLD).as_posix()} if "mean" in facts else {}
    return {"run": folder.as_posix(), **ended, **facts, "results": results}
