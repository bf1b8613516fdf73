"""`mlp predict`: what a trained network says about new rows."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from mlpcli.cli.options import Checkpoint, Json, PassSeed, Quiet, Samples, Which


class Format(StrEnum):
    """What rows in a pipe look like."""

    csv = "csv"
    tsv = "tsv"
    parquet = "parquet"
    npz = "npz"
    jsonl = "jsonl"


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("predict", epilog="Example: mlp predict runs/iris datasets/iris.csv -o predicted.csv")(
        predict
    )


def predict(
    checkpoint: Checkpoint,
    data: Annotated[
        str, typer.Argument(metavar="DATA", help="a file with the features, - for stdin; no target needed")
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="CSV, TSV, JSON lines, Parquet or NPZ by its extension; - for stdout",
        ),
    ] = None,
    probabilities: Annotated[bool, typer.Option("--probabilities", help="a column for each class")] = False,
    format_: Annotated[
        Format | None,
        typer.Option("--format", help="of stdin, of stdout, and of files whose extension says nothing"),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COL,…",
            help="columns of DATA to copy, beside those that the spec drops; none: no others",
        ),
    ] = None,
    weights: Annotated[Which, typer.Option(help="of the best epoch, the last, or averaged")] = Which.best,
    samples: Samples = None,
    seed: PassSeed = 0,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Predicts the target for every row of DATA, in its order; to stdout as CSV, or to FILE.

    Columns that the spec drops, such as a customer's number, stand beside the predictions. Files larger than
    memory go through in portions. What had to be decided about cells (empty ones filled, categories never
    seen) is told on stderr, counted by column. With --samples dropout stays active: a prediction is the mean
    of so many passes, and `<target>_deviation` their spread.

    Of a cross-validation (the folder of mlp train --folds) it is the mean of its networks' predictions: of
    probabilities for classes, in the data's units for numbers. Each fold is a run of its own too.
    """
    from contextlib import nullcontext
    from dataclasses import asdict

    import numpy as np

    from mlpcli.cli.options import console, print_json, print_notes, print_warnings
    from mlpcli.cli.stdin import as_file
    from mlpcli.cross_validation.opened import CrossValidated, open_run
    from mlpcli.evaluation import Passes, Predictions
    from mlpcli.report import output as out

    path = None if output is None or str(output) == "-" else output
    given = None if format_ is None else format_.value
    kind = out.format_of(path, given)  # before the work
    collects = json and path is None
    trained = open_run(checkpoint)
    print_warnings([trained.warning])
    passes = None if samples is None else Passes(samples, seed)
    kept = [name for names in keep or () for name in names.split(",") if name]
    with as_file(given) if data == "-" else nullcontext((Path(), data)) as (folder, file):
        predictions = Predictions.of(
            trained,
            file,
            weights.value,
            probabilities=probabilities,
            passes=passes,
            keep=kept,
            verbatim=kind in ("csv", "tsv") and not collects,
            folder=folder,
        )
        portions = []
        with nullcontext() if collects else out.output(path, kind) as writer:
            for columns in predictions:
                if writer is None:
                    portions.append(columns)
                else:
                    writer.write(columns)
    print_notes((*trained.notes, *predictions.notes), quiet=quiet)
    if json:
        told: dict[str, Any] = {
            "checkpoint": trained.path.as_posix(),
            **({"folds": len(trained.folds)} if isinstance(trained, CrossValidated) else {}),
            "data": data,
            "rows": predictions.rows,
            "output": None if path is None else path.as_posix(),
            "findings": [asdict(finding) for finding in predictions.findings],
        }
        if portions:
            names = list(portions[0])
            told["predictions"] = {n: np.concatenate([p[n] for p in portions]).tolist() for n in names}
        print_json(told)
    elif path is not None:
        shown = f"{predictions.rows:,} predictions in {path}"
        console(quiet=quiet).print(shown, markup=False, soft_wrap=True)
