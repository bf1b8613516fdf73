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
    folds: Annotated[
        int | None,
        typer.Option(min=2, max=1000, help="cross-validate in so many folds: runs/NAME/fold-1, fold-2, ..."),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Trains the network that SPEC describes, with live progress; writes runs/NAME/checkpoint.h5.

    With --folds K the rows that are not for test are divided into K folds (by data.split: random, stratified,
    group, stratified_group, time or hash). K networks are trained, each of them on all folds but one, which
    is its validation part; test: 0 puts all rows into the folds. Each fold leaves an ordinary run,
    runs/NAME/fold-1 and so on, for mlp eval, predict and show; given runs/NAME itself, mlp predict and eval
    take the mean of all networks' predictions. Beside the runs folds.json has the metrics of each fold with
    mean, standard deviation and standard error, the baselines' means and what was noticed, and
    out_of_fold.csv the prediction for each row by the network that has not learned from it (row: its number
    in the data, from 0). The best epoch of a fold is chosen by its own validation rows, which makes these
    numbers a little too good; the test rows have no part in it. --resume continues the folds that have not
    ended.
    """
    from mlpcli.cli.request import Request

    request = Request(spec, tuple(set_ or ()), name, runs, resume, from_, force, folds)
    if folds is not None:
        from mlpcli.cli.folding import run_folds

        raise typer.Exit(run_folds(request, folds, json=json, quiet=quiet))
    from mlpcli.cli.training import run_training

    if find_learning_rate:
        from mlpcli.cli.finding_rate import find_learning_rate as find

        find(request, json=json, quiet=quiet)
        return
    exit_code = run_training(request, json=json, quiet=quiet)
    raise typer.Exit(exit_code)
