"""`mlp eval`: how good a trained network is."""

from __future__ import annotations

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
    """Evaluates a checkpoint on its own test rows, or on DATA.

    Of a cross-validation (the folder of mlp train --folds) the mean of its networks' predictions is evaluated
    on the test rows or on DATA. --split validation is out of fold: each row is predicted by the one network
    that has not learned from it; without test rows that is the default.
    """
    from mlpcli.cli.judged import tell, tell_folds
    from mlpcli.cli.options import print_notes, print_warnings
    from mlpcli.cross_validation.opened import CrossValidated, open_run
    from mlpcli.errors import UsageError
    from mlpcli.evaluation import Passes
    from mlpcli.evaluation import evaluate as evaluated
    from mlpcli.evaluation.folds import evaluate_folds

    if data is not None and split is not None:
        raise UsageError("--split chooses among the stored rows, and DATA is all new: give one of them")
    run = open_run(checkpoint)
    print_warnings([run.warning])
    passes = None if samples is None else Passes(samples, seed)
    if isinstance(run, CrossValidated):
        part = None if split is None else split.value
        result, beside = evaluate_folds(run, data, part, weights.value, passes=passes)
    else:
        result = evaluated(run, data, (split or Part.test).value, weights.value, passes=passes)
    print_notes((*run.notes, *result.notes), quiet=quiet)
    if quiet and not json:
        return
    if isinstance(run, CrossValidated):
        tell_folds(run, result, beside, weights.value, json=json)
    else:
        tell(run, result, weights.value, json=json)
