"""`mlp runs`: the runs there are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mlpcli.cli.options import Json, Quiet

if TYPE_CHECKING:
    from mlpcli.store.listing import RunInfo

FIRST, LAST = ("run", "epochs", "loss"), ("seconds", "ended")
"""Columns that every table has; the metrics stand between them, as many as there is room for."""


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("runs", epilog="Example: mlp runs --sort accuracy")(runs)


def runs(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="folder of the runs")] = Path("runs"),
    sort: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="such as loss, accuracy, epochs, seconds")
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Lists the runs in DIR with their test metrics; --sort puts the largest last. --quiet: names only."""
    from mlpcli.cli.options import console, print_json, stdout
    from mlpcli.errors import UsageError
    from mlpcli.store.listing import list_runs

    rows = [_row(info) for info in list_runs(folder)]
    named = dict.fromkeys(name for row in rows for name in row)
    metrics = [name for name in named if name not in FIRST + LAST]
    if sort is not None:
        if rows and sort not in named:
            raise UsageError(f"--sort: no column {sort!r}; there are {', '.join([*FIRST, *metrics, *LAST])}")
        rows.sort(key=lambda row: _key(row.get(sort)))
    if json:
        print_json({"runs": rows})
    elif quiet:
        for row in rows:
            print(row["run"])
    elif rows:
        from mlpcli.report.tables import fitting

        metrics.sort(key=lambda name: (name != sort, -sum(name in row for row in rows)))
        out = stdout()
        table, left_out = fitting(rows, FIRST, metrics, LAST, out)
        out.print(table)
        if left_out:
            console().print(f"no room for {', '.join(left_out)}: a wider window or --json shows them")
    else:
        print(f"no runs in {folder}")


def _row(info: RunInfo) -> dict[str, Any]:
    from mlpcli.store.lock import ended

    scores: dict[str, Any] = {}
    for part in ("test", "validation", "train"):
        scores = scores or dict(info.metrics.get(part) or {})
    return {
        "run": info.name,
        "epochs": info.epochs,
        **scores,
        "seconds": info.state.get("seconds"),
        "ended": info.problem or ended(info.state.get("reason"), info.folder),
    }


def _key(value: Any) -> tuple[bool, str, float]:
    """Numbers by size, then text, then nothing."""
    value = None if value != value else value
    if isinstance(value, int | float):
        return False, "", float(value)
    return value is None, str(value), 0.0
