"""What `mlp sweep` does: find the trials, train those that are missing, rank them all."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mlpcli.cli.options import console, print_json, stdout
from mlpcli.cli.signals import stop_on_signals
from mlpcli.cli.sweep_plan import Plan, Wishes, plan_of
from mlpcli.cli.sweep_results import print_best, print_ranking
from mlpcli.errors import UsageError
from mlpcli.report.sweep import SweepDisplay, sweep_summary
from mlpcli.report.tables import facts
from mlpcli.store.checkpoint import load
from mlpcli.store.naming import checked_name
from mlpcli.sweep.importance import importance
from mlpcli.sweep.ledger import Ledger
from mlpcli.sweep.pool import Finished, Started
from mlpcli.sweep.probe import idle_axes, seconds_for
from mlpcli.sweep.ranking import direction_of, rank
from mlpcli.sweep.run import Work, crown, execute, work_for
from mlpcli.sweep.trial import Result
from mlpcli.training.threads import cores

FAILED_TRIALS = 7


def run_sweep(wishes: Wishes, *, json: bool, quiet: bool) -> int:
    """Runs the sweep; the exit code. Raises MlpError for everything that a user can cause."""
    if wishes.resume and wishes.force:
        raise UsageError("--resume continues a sweep and --force starts it over: give one of them")
    plan = plan_of(wishes)
    jobs = wishes.jobs or (cores() if plan.spec.jobs == "auto" else plan.spec.jobs)
    base_name = plan.spec.name or Path(wishes.spec).stem.removesuffix("-sweep") + "-sweep"
    folder = wishes.runs / checked_name(wishes.name or base_name)
    manifest = plan.manifest
    _say_notes(plan, quiet=quiet)
    if wishes.dry_run:
        return _dry_run(plan, jobs, json=json)
    if wishes.force and (folder / "manifest.json").exists():
        shutil.rmtree(folder)
    ledger = Ledger(folder, manifest)
    work = work_for(ledger, plan.trials, jobs=jobs, size=plan.spec.stack)
    results, exit_code = _train(plan, ledger, work, jobs, quiet=quiet)
    if exit_code:
        console().print(
            f"{len(results)} of {len(plan.trials)} trials are kept in {folder}; the same command continues",
            markup=False,
            soft_wrap=True,
        )
        return exit_code
    return _tell(plan, ledger, work, results, json=json, quiet=quiet)


def _say_notes(plan: Plan, *, quiet: bool) -> None:
    if plan.left_out:
        console(quiet=quiet).print(
            f"note: the budget leaves {plan.left_out} trials of the grid untried, those of its last points",
            soft_wrap=True,
        )
    for key in idle_axes(plan.trials):
        console(quiet=quiet).print(
            f"note: {key} does not change the first two updates; right for what acts later (patience, "
            "epochs, the end of a schedule), a mistake for anything else",
            markup=False,
            soft_wrap=True,
        )


def _dry_run(plan: Plan, jobs: int, *, json: bool) -> int:
    with TemporaryDirectory() as nowhere:
        work = work_for(Ledger(Path(nowhere), {}), plan.trials, jobs=jobs, size=plan.spec.stack)
    seconds = sum(seconds_for(stack) for stack in work.stacks) / jobs
    told: dict[str, Any] = {
        "points": len({trial.point.number for trial in plan.trials}),
        "trials": len(plan.trials),
        "stacks": len(work.stacks),
        "largest_stack": max((len(stack.trials) for stack in work.stacks), default=0),
        "jobs": jobs,
        "seconds": seconds,
    }
    if json:
        print_json(told)
    else:
        stdout().print(facts(told))
    return 0


def _train(
    plan: Plan, ledger: Ledger, work: Work, jobs: int, *, quiet: bool
) -> tuple[dict[str, Result], int]:
    """All results by the trial's name, and the exit code of an interruption (0 without one)."""
    spec = plan.spec
    results = {result.trial: result for result in [*work.finished.values(), *work.unreadable]}
    deadline = None if spec.budget.time is None else time.monotonic() + spec.budget.time
    direction = direction_of(spec.objective)
    with (
        stop_on_signals() as stop,
        SweepDisplay(
            len(plan.trials), spec.objective, direction, ledger.folder.name, past=results.values(),
            console=console(), quiet=quiet,
        ) as display,
    ):  # fmt: skip
        for event in execute(
            ledger, work, spec.objective, spec.sign, jobs=jobs, interrupt=stop, deadline=deadline
        ):
            if isinstance(event, Started):
                display.start(trial.name for trial in event.stack.trials)
            elif isinstance(event, Finished):
                display.done(*event.outcome.results)
                results |= {result.trial: result for result in event.outcome.results}
            else:
                display.tick()
    return results, stop.exit_code if stop.is_set() else 0


def _tell(
    plan: Plan, ledger: Ledger, work: Work, results: dict[str, Result], *, json: bool, quiet: bool
) -> int:
    spec, ordered = plan.spec, [results[name] for name in sorted(results)]
    ranking = rank(ordered, spec.objective, direction_of(spec.objective), seeds=spec.seeds)
    ledger.write_summary(ordered, spec.objective, spec.seeds)
    shares = importance(ordered, spec.objective)
    best = ranking.best
    test: dict[str, Any] = {}
    path = None
    if best is not None:
        path = crown(ledger, best.best, work, spec.objective, spec.sign)
        test = dict(load(path).metrics)
    summary = sweep_summary(ledger.folder.as_posix(), ordered, ranking, shares)
    if json:
        print_json(summary | {"checkpoint": path and path.as_posix(), "test": test.get("test")})
    elif not quiet:
        print_ranking(ranking, shares)
        if path is not None:
            print_best(ranking, test, plan.base_path, path)
    return FAILED_TRIALS if summary["failed"] else 0
