"""`mlp eval`: how good a trained network is."""

from __future__ import annotations

from typing import Annotated

import typer

from mlpcli.cli.options import Checkpoint, Json, Part, Quiet, Which


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("eval", epilog="Example: mlp eval runs/digits")(evaluate)


def evaluate(
    checkpoint: Checkpoint,
    data: Annotated[
        str | None, typer.Argument(metavar="[DATA]", help="a file with the target; default: the stored split")
    ] = None,
    split: Annotated[Part, typer.Option(help="which stored rows")] = Part.test,
    weights: Annotated[Which, typer.Option(help="of the best epoch, or the last")] = Which.best,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Evaluates a checkpoint on its own test rows, or on DATA."""
    from mlpcli.cli.options import console, print_json, stdout
    from mlpcli.evaluation import evaluate as evaluated
    from mlpcli.report.confusion import confusion_table
    from mlpcli.report.tables import metrics_table
    from mlpcli.store.trained import open_checkpoint

    trained = open_checkpoint(checkpoint)
    result = evaluated(trained, data, split.value, weights.value)
    for note in result.notes:
        console(quiet=quiet).print(f"note: {note}", markup=False, soft_wrap=True)
    if json:
        metrics = {name: value for name, value in result.scores.items() if name != "loss"}
        metrics |= {name: table.tolist() for name, table in result.tables.items()}
        print_json(
            {
                "checkpoint": trained.path.as_posix(),
                "data": result.data,
                "rows": result.rows,
                "loss": result.scores["loss"],
                "metrics": metrics,
            }
        )
    elif not quiet:
        stdout().print(
            f"{trained.path}, {weights.value} weights, {result.rows:,} rows", markup=False, soft_wrap=True
        )
        stdout().print(metrics_table({result.data: result.scores}))
        for counts in result.tables.values():
            stdout().print(confusion_table(counts.tolist(), [str(c) for c in trained.coding.classes]))
