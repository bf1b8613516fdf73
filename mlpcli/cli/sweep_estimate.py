"""`mlp sweep --dry-run`: what would be trained, for how long, and what it leaves on the disk."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mlpcli.cli.options import print_json, stdout
from mlpcli.cli.sweep_plan import Plan
from mlpcli.report.tables import facts
from mlpcli.sweep.board import Board
from mlpcli.sweep.catalog import Catalog
from mlpcli.sweep.ledger import Ledger
from mlpcli.sweep.probe import bytes_for, seconds_for
from mlpcli.sweep.run import Sweep


def say_estimate(plan: Plan, jobs: int, *, json: bool) -> int:
    """Prints it; of a method that adapts, what it trains at most."""
    spec = plan.spec
    with TemporaryDirectory() as nowhere:
        ledger = Ledger(Path(nowhere), {})
        board = Board(spec, Catalog(plan.base, plan.base_path, spec, plan.trials), ledger, plan.limit)
        packs = Sweep(board, jobs).packed(board.missing)
    seconds = sum(seconds_for([task.trial for task in pack], pack[0].share) for pack in packs) / jobs
    begun = len(plan.trials) // spec.repeats
    points = spec.method.expected(begun)
    told: dict[str, Any] = {
        "points": begun,
        "trials": len(plan.trials),
        "trainings": points * spec.repeats,
        "stacks": len(packs),
        "largest_stack": max(map(len, packs), default=0),
        "jobs": jobs,
        "seconds": seconds * spec.method.cost,
        "disk_bytes": sum(bytes_for([task.trial for task in pack]) for pack in packs),
    }
    if json:
        print_json(told)
    else:
        stdout().print(facts(told))
    return 0
