"""`mlp predict`: what a trained network says about new rows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlpcli.cli.options import Checkpoint, Quiet, Which


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
    weights: Annotated[Which, typer.Option(help="of the best epoch, or the last")] = Which.best,
    quiet: Quiet = False,
) -> None:
    """Predicts the target for every row of DATA, in its order; to stdout as CSV, or to FILE."""
    from mlpcli.cli.options import console
    from mlpcli.data.source import source_for
    from mlpcli.report.output import write
    from mlpcli.store.trained import open_checkpoint

    model = open_checkpoint(checkpoint).model(weights.value)
    frame = source_for(data).read(Path())
    prediction = model.predict(frame)
    for note in prediction.notes:
        console(quiet=quiet).print(f"note: {note}", markup=False, soft_wrap=True)
    columns = dict(prediction.columns)
    if not probabilities:
        columns = {name: c for name, c in columns.items() if not name.startswith("probability_")}
    write(columns, output)
    if output is not None:
        console(quiet=quiet).print(f"{len(frame):,} predictions in {output}", markup=False, soft_wrap=True)
