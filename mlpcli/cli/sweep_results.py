"""What `mlp sweep` and `mlp show` tell of a sweep: ranking, importance, and the best of all."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from mlpcli.cli.options import console, print_json, stdout
from mlpcli.config.dump import flow
from mlpcli.report.sweep import importance_table, ranked_table, sweep_summary, unranked_table
from mlpcli.report.tables import metrics_table
from mlpcli.store.checkpoint import load
from mlpcli.sweep.export import to_csv
from mlpcli.sweep.importance import importance
from mlpcli.sweep.ledger import read_summary
from mlpcli.sweep.ranking import Ranking, direction_of, rank
from mlpcli.sweep.trial import Result


def print_ranking(ranking: Ranking, shares: dict[str, float]) -> None:
    """The tables of a sweep."""
    out = stdout()
    out.print(ranked_table(ranking))
    if ranking.unranked:
        out.print(unranked_table(ranking))
    if shares:
        out.print(importance_table(shares))


def print_best(ranking: Ranking, test: dict[str, Any], base_path: str, path: Path) -> None:
    """The winner's metrics, and where it is."""
    best = ranking.best
    assert best is not None
    stdout().print(f"best: {best.best.trial}, on rows that had no part in choosing it:", markup=False)
    stdout().print(metrics_table(test))
    how = f"saved in {path}; to train it again:\n  {command(base_path, best.best)}"
    console().print(how, markup=False, soft_wrap=True)


def command(base_path: str, result: Result) -> str:
    """The command line that trains a trial alone, with the same numbers."""
    settings = [word for key, value in result.overrides.items() for word in ("--set", f"{key}={flow(value)}")]
    return shlex.join(["mlp", "train", base_path, *settings])


def show_sweep(folder: Path, *, csv: Path | None, json: bool, quiet: bool) -> None:
    """The results of a sweep that has ended, from its folder. Raises CheckpointError."""
    results, objective, seeds = read_summary(folder)
    ranking = rank(results, objective, direction_of(objective), seeds=seeds)
    shares = importance(results, objective)
    if csv is not None:
        csv.write_text(to_csv(results), encoding="utf-8", newline="\n")
    if json:
        print_json(sweep_summary(folder.as_posix(), results, ranking, shares))
    elif not quiet:
        print_ranking(ranking, shares)
        best = folder / "best" / "checkpoint.h5"
        if best.exists():
            stdout().print(f"best, on rows that had no part in choosing it: {best}", markup=False)
            stdout().print(metrics_table(dict(load(best).metrics)))
