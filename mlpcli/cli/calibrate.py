"""`mlp calibrate`: the temperature that makes probabilities right, stored with the checkpoint."""

from __future__ import annotations

from typing import Annotated

import typer

from mlpcli.cli.options import Checkpoint, Json, Part, Quiet, Which


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("calibrate", epilog="Example: mlp calibrate runs/digits")(calibrate)


def calibrate(
    checkpoint: Checkpoint,
    split: Annotated[Part, typer.Option(help="the stored rows that it is fitted on")] = Part.validation,
    weights: Annotated[Which, typer.Option(help="of the best epoch, the last, or averaged")] = Which.best,
    remove: Annotated[bool, typer.Option("--remove", help="forget the temperature instead")] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fits one number T, so that probabilities of outputs / T are as often right as they say, and stores it.

    From then on eval, predict and the pictures divide by it; the predicted classes stay. Continuing the
    training, or starting it over, forgets it.
    """
    from mlpcli.analysis.calibration import analyze, fitted
    from mlpcli.analysis.subject import Run
    from mlpcli.cli.options import print_json, print_notes, stdout
    from mlpcli.errors import CheckpointError
    from mlpcli.report.tables import listing
    from mlpcli.store.trained import open_checkpoint

    trained = open_checkpoint(checkpoint)
    if not trained.checkpoint.sealed:
        raise CheckpointError(f"{trained.path} has no seal, and is not sealed anew: train the run again")
    run = Run(trained, weights.value)
    T = 1.0 if remove else fitted(run, split.value)
    told = {"checkpoint": trained.path.as_posix(), "weights": weights.value, "temperature": T}
    if remove:
        trained.calibrated(weights.value, T).save()
        if json:
            print_json(told)
        elif not quiet:
            print(f"{trained.path}: no temperature for the {weights.value} weights")
        return
    found = analyze((run,), fit=split.value)
    trained.calibrated(weights.value, T).save()
    print_notes(found.notes, quiet=quiet)
    if json:
        print_json({**told, "fitted_on": split.value, "part": found.facts["part"], "table": found.table})
    elif not quiet:
        print(f"{trained.path}: temperature {T:.4g} for the {weights.value} weights")
        print(f"on {found.facts['rows']:,} {found.facts['part']} rows:")
        stdout().print(listing(found.table))
