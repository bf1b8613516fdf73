"""What `mlp sweep` and `mlp show` tell of a sweep: ranking, importance, and the best of all."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from mlpcli.cli.options import console, print_json, stdout
from mlpcli.cli.sweep_plan import Plan
from mlpcli.config.dump import flow
from mlpcli.report.sweep import importance_table, ranked_table, sweep_summary, unranked_table
from mlpcli.report.tables import metrics_table
from mlpcli.store.checkpoint import load
from mlpcli.sweep.board import Board
from mlpcli.sweep.crown import crown
from mlpcli.sweep.export import to_csv
from mlpcli.sweep.importance import importance
from mlpcli.sweep.ledger import read_summary
from mlpcli.sweep.ranking import Ranking, direction_of, rank
from mlpcli.sweep.trial import Result

FAILED_TRIALS = 7


def print_ranking(ranking: Ranking, shares: dict[str, float]) -> None:
    """The tables of a sweep."""
    out = stdout()
    out.print(ranked_table(ranking))
    if ranking.unranked:
        out.print(unranked_table(ranking))
    if shares:
        out.print(importance_table(shares))


def tell(plan: Plan, board: Board, *, json: bool, quiet: bool) -> int:
    """Writes the summary and the best trial's checkpoint, and prints them; the exit code."""
    spec, ledger = board.spec, board.ledger
    ordered = board.outcome()
    ranking = rank(ordered, spec.objective, direction_of(spec.objective), seeds=spec.repeats)
    ledger.write_summary(ordered, spec.objective, spec.repeats)
    shares = importance(ordered, spec.objective)
    best = ranking.best
    test: dict[str, Any] = {}
    path = None
    if best is not None:
        winner = board.catalog.named[best.best.trial]
        path = crown(ledger, best.best.identity, winner, spec.objective, spec.sign)
        test = dict(load(path).metrics)
    summary = sweep_summary(ledger.folder.as_posix(), ordered, ranking, shares)
    if json:
        print_json(summary | {"checkpoint": path and path.as_posix(), "test": test.get("test")})
    elif not quiet:
        print_ranking(ranking, shares)
        if path is not None:
            print_best(ranking, test, plan.base_path, path)
    return FAILED_TRIALS if summary["failed"] else 0


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
