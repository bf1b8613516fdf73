"""`mlp analyze`: numbers about trained networks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlpcli.cli.options import Json, Part, Quiet, Which


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("analyze", epilog="Example: mlp analyze runs/moons regions -o regions.png")(analyze)


def analyze(
    of: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CHECKPOINT… [KIND]",
            help="a run, or more for kinds that compare; then the kind; without one all are listed",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="a picture: PNG, SVG or PDF")
    ] = None,
    with_: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="NAME=VALUE", help="an option of the kind: repeats=30, lines=20"),
    ] = None,
    critical: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="hessian: at N critical points instead")
    ] = None,
    column: Annotated[str | None, typer.Option(help="dependence: the column that varies")] = None,
    metric: Annotated[str | None, typer.Option(help="importance: what gets worse")] = None,
    repeats: Annotated[int | None, typer.Option(min=1, help="importance, kernel: how often")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="of what is drawn at random")] = None,
    split: Annotated[Part | None, typer.Option(help="which stored rows")] = None,
    weights: Annotated[Which, typer.Option(help="of the best epoch, the last, or averaged")] = Which.best,
    width: Annotated[float, typer.Option(min=2.5, max=20.0, help="of the picture, in inches")] = 6.4,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Analyzes trained networks: linear regions, Hessian, kernel, importance, calibration and others."""
    from mlpcli.analysis import analyze as analyzed
    from mlpcli.analysis.subject import Run
    from mlpcli.cli.analyzing import draw, given_options, kind_and_paths, print_finding, print_kinds
    from mlpcli.cli.drawing import check_folder
    from mlpcli.cli.options import print_notes
    from mlpcli.errors import UsageError
    from mlpcli.store.trained import open_checkpoint

    kind, paths = kind_and_paths(of or [])
    runs = tuple(Run(open_checkpoint(path), weights.value) for path in paths)
    if kind is None:
        if output is not None:
            raise UsageError("name a kind of analysis behind the checkpoint; mlp analyze lists them")
        print_kinds(runs, json=json, quiet=quiet)
        return
    if not runs:
        raise UsageError(f"name a checkpoint or a run's folder: mlp analyze runs/digits {kind}")
    own = {
        "critical": critical,
        "column": column,
        "metric": metric,
        "repeats": repeats,
        "seed": seed,
        "part": None if split is None else split.value,
    }
    options = given_options(kind, with_ or [], {name: v for name, v in own.items() if v is not None})
    if output is not None:  # before the work
        from mlpcli.plot.style import format_of

        format_of(output)
        check_folder(output)
    print_notes([note for run in runs for note in run.trained.notes], quiet=quiet)
    found = analyzed(kind, runs, **options)
    if output is not None:
        draw(kind, runs, found, options, output, width)
    print_notes(found.notes, quiet=quiet)
    print_finding(kind, runs, found, output, json=json, quiet=quiet)
