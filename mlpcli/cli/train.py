"""`mlp train`: from a spec to a trained network in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlpcli.cli.options import Json, Quiet, Set, Spec


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("train", epilog="Example: mlp train configs/digits.yaml --set training.epochs=20")(train)


def train(
    spec: Spec,
    set_: Set = None,
    name: Annotated[
        str | None, typer.Option(help="name of the run; default: the spec's, made unique")
    ] = None,
    runs: Annotated[Path, typer.Option(help="folder of the runs")] = Path("runs"),
    resume: Annotated[
        bool, typer.Option("--resume", help="continue the run, or start it if nothing is saved")
    ] = False,
    from_: Annotated[
        Path | None,
        typer.Option("--from", metavar="CHECKPOINT", help="start from the weights of another run"),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="start over, replacing the run of that name")
    ] = False,
    find_learning_rate: Annotated[
        bool,
        typer.Option(
            "--find-learning-rate", help="try growing learning rates and suggest one; no run is written"
        ),
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Trains the network that SPEC describes, with live progress; writes runs/NAME/checkpoint.h5."""
    from mlpcli.cli.request import Request
    from mlpcli.cli.training import run_training

    request = Request(spec, tuple(set_ or ()), name, runs, resume, from_, force)
    if find_learning_rate:
        from mlpcli.cli.finding_rate import find_learning_rate as find

        find(request, json=json, quiet=quiet)
        return
    exit_code = run_training(request, json=json, quiet=quiet)
    raise typer.Exit(exit_code)
