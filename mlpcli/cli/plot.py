"""`mlp plot`: pictures of runs and sweeps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mlpcli.cli.options import Json, Part, Quiet, Which

if TYPE_CHECKING:
    from mlpcli.plot import Subject


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("plot", epilog="Example: mlp plot runs/moons boundary -o moons.svg")(plot)


def plot(
    of: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CHECKPOINT|SWEEP_DIR… [KIND]",
            help="runs, or one sweep's folder; then the kind of picture, the best that fits if none",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="PNG, SVG or PDF; default: KIND.png beside the run"
        ),
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="the kinds, which of them fit, and their options")
    ] = False,
    with_: Annotated[
        list[str] | None,
        typer.Option(
            "--with", metavar="NAME=VALUE", help="an option of the kind: metric=accuracy, layer=2_dense"
        ),
    ] = None,
    split: Annotated[Part | None, typer.Option(help="which rows, where the kind shows one part")] = None,
    weights: Annotated[Which, typer.Option(help="of the best epoch, the last, or averaged")] = Which.best,
    width: Annotated[
        float, typer.Option(min=2.5, max=20.0, help="in inches; 3.3 is a column in print")
    ] = 6.4,
    dpi: Annotated[int, typer.Option(min=50, max=600, help="dots per inch of a PNG")] = 150,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Draws a picture of a run, of several over each other, or of a sweep."""
    from mlpcli.cli.drawing import check_folder, default_path, kind_and_paths, options_of, print_kinds
    from mlpcli.cli.options import print_json
    from mlpcli.errors import UsageError
    from mlpcli.plot import best_kind, picture, subject_at
    from mlpcli.plot.style import format_of, save

    kind, paths = kind_and_paths(of or [])
    if not paths and not list_:
        raise UsageError("name a checkpoint, a run's folder or a sweep's; mlp plot --list shows the kinds")
    subject: Subject | None = subject_at(paths, weights.value) if paths else None
    if list_:
        print_kinds(subject, json=json)
        return
    assert subject is not None
    kind = kind or best_kind(subject)
    path = output or default_path(paths, kind)
    format_of(path)  # before the work
    check_folder(path)
    options: dict[str, Any] = options_of(kind, with_ or [], split.value if split else None)
    save(picture(kind, subject, width=width, **options), path, dpi)
    if json:
        print_json({"picture": path.as_posix(), "kind": kind, "of": [p.as_posix() for p in paths]})
    elif not quiet:
        print(path)
