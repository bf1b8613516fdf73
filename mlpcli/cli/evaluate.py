"""`mlp eval`: how good a trained network is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlpcli.cli.options import Checkpoint, Json, Part, PassSeed, Quiet, Samples, Which


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("eval", epilog="Example: mlp eval runs/digits")(evaluate)


def evaluate(
    checkpoint: Checkpoint,
    data: Annotated[
        str | None, typer.Argument(metavar="DATA", help="a file with the target; default: the stored split")
    ] = None,
    split: Annotated[Part | None, typer.Option(help="which stored rows; default: test")] = None,
    weights: Annotated[Which, typer.Option(help="of the best epoch, the last, or averaged")] = Which.best,
    samples: Samples = None,
    seed: PassSeed = 0,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Evaluates a checkpoint on its own test rows, or on DATA."""
    from mlpcli.cli.options import print_json, print_notes, print_warnings, stdout
    from mlpcli.errors import UsageError
    from mlpcli.evaluation import Passes
    from mlpcli.evaluation import evaluate as evaluated
    from mlpcli.report.confusion import confusion_table
    from mlpcli.report.tables import metrics_table
    from mlpcli.store.trained import open_checkpoint

    if data is not None and split is not None:
        raise UsageError("--split chooses among the stored rows, and DATA is all new: give one of them")
    trained = open_checkpoint(checkpoint)
    print_warnings([trained.warning])
    passes = None if samples is None else Passes(samples, seed)
    result = evaluated(trained, data, (split or Part.test).value, weights.value, passes=passes)
    print_notes((*trained.notes, *result.notes), quiet=quiet)
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
        out = stdout()
        out.print(
            f"{trained.path}: {result.rows:,} rows of {result.data}, {weights.value} weights",
            markup=False,
            soft_wrap=True,
        )
        out.print(metrics_table({Path(result.data).name: result.scores}))
        classes = {head.name: head.classes for head in trained.coding.heads}
        for name, counts in result.tables.items():
            of = name.rpartition(".")[0]
            if of:
                out.print(of, markup=False)
            out.print(confusion_table(counts.tolist(), [str(c) for c in classes[of]]))
