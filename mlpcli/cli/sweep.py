"""`mlp sweep`: many trainings of one spec, and which is best."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlpcli.cli.options import Json, Quiet, Set


def add(app: typer.Typer) -> None:
    """Adds the command."""
    epilog = "Example: mlp sweep configs/iris.yaml --axis optimizer.learning_rate=1e-3,1e-2 --seeds 3"
    app.command("sweep", epilog=epilog)(sweep)


def sweep(
    spec: Annotated[str, typer.Argument(metavar="SWEEP|SPEC", help="a sweep file; or a spec, with --axis")],
    axis: Annotated[
        list[str] | None,
        typer.Option(
            "--axis", metavar="KEY=V,V,...", help="values of a key of the spec; several are crossed"
        ),
    ] = None,
    set_: Set = None,
    seeds: Annotated[int | None, typer.Option(min=1, help="trainings of every point")] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="processes; default: one a core")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="name of the sweep; default: the spec's, with -sweep")
    ] = None,
    runs: Annotated[Path, typer.Option(help="folder of the runs")] = Path("runs"),
    resume: Annotated[
        bool, typer.Option("--resume", help="continue; the same command does so anyway")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="start over, forgetting all results")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="say what would be trained, and how long")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Trains every point of a grid or a random search; what is finished is kept and never trained again."""
    from mlpcli.cli.sweep_plan import Wishes
    from mlpcli.cli.sweeping import run_sweep

    wishes = Wishes(
        spec, tuple(axis or ()), tuple(set_ or ()), seeds, jobs, name, runs, resume, force, dry_run
    )
    raise typer.Exit(run_sweep(wishes, json=json, quiet=quiet))
