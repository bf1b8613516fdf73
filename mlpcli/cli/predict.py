"""`mlp predict`: what a trained network says about new rows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlpcli.cli.options import Checkpoint, Json, PassSeed, Quiet, Samples, Which


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("predict", epilog="Example: mlp predict runs/iris datasets/iris.csv -o predicted.csv")(
        predict
    )


def predict(
    checkpoint: Checkpoint,
    data: Annotated[str, typer.Argument(metavar="DATA", help="a file with the features; no target needed")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="CSV, Parquet or NPZ by its extension"),
    ] = None,
    probabilities: Annotated[bool, typer.Option("--probabilities", help="a column for each class")] = False,
    weights: Annotated[Which, typer.Option(help="of the best epoch, the last, or averaged")] = Which.best,
    samples: Samples = None,
    seed: PassSeed = 0,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Predicts the target for every row of DATA, in its order; to stdout as CSV, or to FILE.

    Columns that the spec drops, such as a customer's number, stand beside the predictions. With --samples
    dropout stays active: a prediction is the mean of so many passes, and `<target>_deviation` their spread.
    """
    from mlpcli.cli.options import console, print_json, print_notes, print_warnings
    from mlpcli.evaluation import Passes
    from mlpcli.evaluation import predict as predicted
    from mlpcli.report.output import write, writer_for
    from mlpcli.store.trained import open_checkpoint

    if output is not None:
        writer_for(output)  # before the work
    trained = open_checkpoint(checkpoint)
    print_warnings([trained.warning])
    passes = None if samples is None else Passes(samples, seed)
    prediction = predicted(trained, data, weights.value, probabilities=probabilities, passes=passes)
    columns = prediction.columns
    rows = len(next(iter(columns.values())))
    print_notes((*trained.notes, *prediction.notes), quiet=quiet)
    if output is not None or not json:
        write(columns, output)
    if json:
        made = {"predictions": {n: c.tolist() for n, c in columns.items()}} if output is None else {}
        written = None if output is None else output.as_posix()
        told = {"checkpoint": trained.path.as_posix(), "data": data, "rows": rows, "output": written}
        print_json({**told, **made})
    elif output is not None:
        console(quiet=quiet).print(f"{rows:,} predictions in {output}", markup=False, soft_wrap=True)
