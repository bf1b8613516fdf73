"""What `mlp sweep` and `mlp worker` do: train the trials that are missing, rank them all."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from mlpcli.cli.options import console
from mlpcli.cli.signals import stop_on_signals
from mlpcli.cli.sweep_plan import Plan, Wishes, plan_in, plan_of
from mlpcli.cli.sweep_results import tell
from mlpcli.report.sweep import SweepDisplay
from mlpcli.store.naming import checked_name
from mlpcli.sweep.board import Board
from mlpcli.sweep.catalog import Catalog
from mlpcli.sweep.claims import Claims
from mlpcli.sweep.executor import Executor
from mlpcli.sweep.ledger import Ledger
from mlpcli.sweep.pool import Pool
from mlpcli.sweep.probe import check_objective, idle_axes
from mlpcli.sweep.ranking import direction_of
from mlpcli.sweep.run import Event, Learned, Started, Sweep
from mlpcli.training.threads import cores


@dataclass(frozen=True)
class Conduct:
    """Where a sweep trains, and how it talks."""

    jobs: int | None
    cluster: str | None
    json: bool
    quiet: bool

    def processes(self, plan: Plan) -> int:
        """How many train at a time on this machine."""
        return self.jobs or (cores() if plan.spec.jobs == "auto" else plan.spec.jobs)

    def executor(self, plan: Plan) -> Executor:
        """Raises UsageError where no cluster answers."""
        if self.cluster is not None:
            from mlpcli.sweep.cluster import Cluster

            return Cluster(self.cluster, plan.spec.objective, plan.spec.sign)
        return Pool(self.processes(plan), plan.spec.objective, plan.spec.sign)


def run_sweep(
    wishes: Wishes, conduct: Conduct, *, name: str | None, runs: Path, force: bool, dry_run: bool
) -> int:
    """Runs the sweep; the exit code. Raises MlpError for everything that a user can cause."""
    plan = plan_of(wishes)
    base_name = plan.spec.name or Path(wishes.spec).stem.removesuffix("-sweep") + "-sweep"
    folder = runs / checked_name(name or base_name)
    manifest = plan.manifest
    check_objective(plan.trials[0].experiment, plan.spec.objective)
    if dry_run:
        from mlpcli.cli.sweep_estimate import say_estimate

        _say_notes(plan, quiet=conduct.quiet)
        return say_estimate(plan, conduct.processes(plan), json=conduct.json)
    if force and (folder / "manifest.json").exists():
        shutil.rmtree(folder)
    return _train(plan, Ledger(folder, manifest), conduct, notes=True)


def join_sweep(folder: Path, conduct: Conduct) -> int:
    """Works on the sweep of a folder until nothing is missing; the exit code. Raises MlpError."""
    plan = plan_in(folder)
    return _train(plan, Ledger(folder, plan.manifest), conduct)


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


def _train(plan: Plan, ledger: Ledger, conduct: Conduct, *, notes: bool = False) -> int:
    spec = plan.spec
    catalog = Catalog(plan.base, plan.base_path, spec, plan.trials)
    board = Board(spec, catalog, ledger, plan.limit)
    sweep = Sweep(board, conduct.processes(plan))
    deadline = None if spec.budget.time is None else time.monotonic() + spec.budget.time
    total = spec.method.expected(len(plan.trials) // spec.repeats) * spec.repeats
    executor = conduct.executor(plan)
    past = list(board.results.values())
    try:
        with stop_on_signals() as stop, Claims(ledger.folder) as claims:
            events = sweep.run(executor, claims, stop, deadline)
            begun = list(islice(events, 1))  # others are at work from here on
            if notes:
                _say_notes(plan, quiet=conduct.quiet)
            with SweepDisplay(
                total, spec.objective, direction_of(spec.objective), ledger.folder.name,
                past=past, console=console(), quiet=conduct.quiet,
            ) as display:  # fmt: skip
                import h5py  # noqa: F401  # while others are at work: the first result is to be written at once

                for event in chain(begun, events):
                    _show(event, display)
    finally:
        executor.close()
    if stop.is_set():
        console().print(
            f"{len(board.results)} trials are kept in {ledger.folder}; the same command continues",
            markup=False,
            soft_wrap=True,
        )
        return stop.exit_code
    return tell(plan, board, json=conduct.json, quiet=conduct.quiet)


def _show(event: Event, display: SweepDisplay) -> None:
    if isinstance(event, Started):
        display.start(trial.name for trial in event.stack.trials)
    elif isinstance(event, Learned):
        display.done(*event.results)
    else:
        display.tick()
