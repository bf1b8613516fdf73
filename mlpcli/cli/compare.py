"""`mlp compare`: runs side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mlpcli.cli.options import Json, Quiet

if TYPE_CHECKING:
    from mlpcli.comparison import Contender, Likeness, Pair

FACTS = ("folds", "members", "epochs", "best_epoch", "stop_reason", "seconds", "parameters", "threshold")

SHOWN = 40
"""Keys of the specs that are told one by one; --json has all."""


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("compare", epilog="Example: mlp compare runs/iris runs/iris-2")(compare)


def compare(
    runs: Annotated[
        list[Path],
        typer.Argument(
            metavar="RUN", help="two or more: folders of runs, of sweeps (the best trial), or files"
        ),
    ],
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Shows runs side by side: how they went, their metrics, what their specs differ in.

    The best number of a row is marked where the runs have the same data and rows; else that is said. On the
    test rows each run is tested against the first, to see whether the difference could be luck: for classes
    by McNemar's exact test, for numbers by a paired t-test of the squared errors. Of a cross-validation the
    metrics are means over its folds, and the mean of its networks predicts. --quiet: only the differences
    of the specs.
    """
    from mlpcli.cli.options import print_json, print_notes, print_warnings
    from mlpcli.comparison import Likeness, best, contenders, pairs
    from mlpcli.config.differences import differences, in_words

    found = contenders(runs)
    print_notes([note for each in found for note in each.run.notes], quiet=quiet)
    print_warnings([each.run.warning for each in found])
    likeness = Likeness.of([each.run for each in found])
    marked = best([each.metrics for each in found], likeness)
    differing = differences([each.run.experiment for each in found])
    if json:
        names = [each.name for each in found]
        print_json(
            {
                "runs": [each.told() for each in found],
                "same": vars(likeness),
                "best": {
                    part: {metric: [names[place] for place in places] for metric, places in of.items()}
                    for part, of in marked.items()
                },
                "differences": differing,
                "comparison": [entry for pair in pairs(found) for entry in pair.told()],
                "notes": likeness.notes(),
            }
        )
    elif quiet:
        for line in in_words(differing):
            print(line)
    else:
        _print(found, likeness, marked, differing, pairs(found))


def _print(
    found: list[Contender],
    likeness: Likeness,
    marked: dict[str, dict[str, list[int]]],
    differing: dict[str, list[Any]],
    tested: list[Pair],
) -> None:
    from mlpcli.cli.options import stdout
    from mlpcli.config.differences import short
    from mlpcli.report.beside import Line, fact_lines, metric_lines, side_by_side
    from mlpcli.report.paired import caution, pair_line

    out, names = stdout(), [each.name for each in found]

    def tell(line: str) -> None:
        out.print(line, markup=False, soft_wrap=True)

    lines = fact_lines([each.facts for each in found], FACTS)
    lines += metric_lines([each.metrics for each in found], marked)
    for table in side_by_side(names, lines, out):
        out.print(table)
        out.print()
    if marked:
        tell("* the best of its row")
    if any("folds" in each.facts for each in found):
        tell("of a cross-validation: the means over its folds; in tests the mean of its networks predicts")
    for note in likeness.notes():
        tell(f"note: {note}")
    tell("")
    if differing:
        tell("the specs differ in")
        shown = list(differing.items())[:SHOWN]
        keys = [Line(key, tuple(map(short, values)), numeric=False) for key, values in shown]
        for table in side_by_side(names, keys, out):
            out.print(table)
            out.print()
        if len(differing) > SHOWN:
            tell(f"and {len(differing) - SHOWN} more keys: --json has them all\n")
    else:
        tell("the specs do not differ\n")
    entries = [entry for pair in tested for entry in pair.told()]
    for entry in entries:
        tell(pair_line(entry))
    if tests := sum("p_value" in entry for entry in entries):
        tell(caution(tests))
