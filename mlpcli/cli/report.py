"""`mlp report`: one page about a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mlpcli.cli.options import Checkpoint, Json, Quiet, Which


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("report", epilog="Example: mlp report runs/digits -o digits.html")(report)


def report(
    checkpoint: Checkpoint,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="an HTML file; default: report.html beside the run"
        ),
    ] = None,
    weights: Annotated[Which, typer.Option(help="of the best epoch, the last, or averaged")] = Which.best,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Writes one HTML page about a run: metrics, pictures, diagnosis, data, spec. It needs no network."""
    from mlpcli.cli.drawing import beside, check_folder
    from mlpcli.cli.options import print_json
    from mlpcli.errors import CheckpointError, UsageError
    from mlpcli.page.report import report as page
    from mlpcli.plot import subject_at
    from mlpcli.store.atomic import write_bytes

    path = output or beside(checkpoint, "report.html")
    if path.suffix.lower() not in (".html", ".htm"):
        raise UsageError(f"{path}: a report is written as .html; found {path.suffix or 'no extension'}")
    check_folder(path)
    subject = subject_at([checkpoint], weights.value)
    if subject.swept is not None:
        raise UsageError(f"{checkpoint} is a sweep; a report is of a run: mlp report {checkpoint / 'best'}")
    data = page(subject.run).encode()
    try:
        write_bytes(path, data)
    except CheckpointError as error:
        raise UsageError(str(error)) from None
    if json:
        print_json(
            {"report": path.as_posix(), "checkpoint": subject.run.trained.path.as_posix(), "bytes": len(data)}
        )
    elif not quiet:
        print(path)
