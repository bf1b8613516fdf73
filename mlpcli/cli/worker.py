"""`mlp worker`: one more process, on this host or another, for a sweep that has been started."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlpcli.cli.options import Json, Quiet
from mlpcli.cli.sweep import Cluster, Jobs


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("worker", epilog="Example: mlp worker runs/digits-sweep --jobs 4")(worker)


def worker(
    folder: Annotated[Path, typer.Argument(metavar="SWEEP_DIR", help="the folder that `mlp sweep` made")],
    jobs: Jobs = None,
    cluster: Cluster = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Joins a sweep: trains what nobody else has claimed, until nothing is missing, and ranks it.

    The spec's data must be found under the same path as where the sweep was started.
    """
    from mlpcli.cli.sweeping import Conduct, join_sweep

    raise typer.Exit(join_sweep(folder, Conduct(jobs, cluster, json=json, quiet=quiet)))
