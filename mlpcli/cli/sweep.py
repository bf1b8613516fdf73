"""`mlp sweep`: many trainings of one spec, and which is best."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlpcli.cli.options import Json, Quiet, Set

Jobs = Annotated[
    int | None, typer.Option("--jobs", "-j", min=1, help="processes; default: one a core of this machine")
]
Cluster = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="train on the workers of this Dask scheduler")
]


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
    folds: Annotated[
        int | None, typer.Option(min=2, help="parts of a cross-validation of every point")
    ] = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    name: Annotated[
        str | None, typer.Option(help="name of the sweep; default: the spec's, with -sweep")
    ] = None,
    runs: Annotated[Path, typer.Option(help="folder of the runs")] = Path("runs"),
    resume: Annotated[
        bool, typer.Option("--resume", help="continue; the same command does so anyway")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="start over, forgetting all results")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="say what would be trained, how long, and how much disk")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Trains the points of a grid or a search; what is finished is kept and never trained again."""
    from mlpcli.cli.sweep_plan import Wishes
    from mlpcli.cli.sweeping import Conduct, run_sweep
    from mlpcli.errors import UsageError

    if resume and force:
        raise UsageError("--resume continues a sweep and --force starts it over: give one of them")
    wishes = Wishes(spec, tuple(axis or ()), tuple(set_ or ()), seeds, folds)
    conduct = Conduct(jobs, cluster, json=json, quiet=quiet)
    raise typer.Exit(run_sweep(wishes, conduct, name=name, runs=runs, force=force, dry_run=dry_run))
