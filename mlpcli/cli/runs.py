"""`mlp runs`: the runs there are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from mlpcli.cli.options import Json


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("runs", epilog="Example: mlp runs --sort accuracy")(runs)


def runs(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="folder of the runs")] = Path("runs"),
    sort: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="such as loss, accuracy, epochs, seconds")
    ] = None,
    json: Json = False,
) -> None:
    """Lists the runs in DIR with their test metrics; --sort puts the largest last."""
    from mlpcli.cli.options import print_json, stdout
    from mlpcli.errors import UsageError
    from mlpcli.report.tables import listing
    from mlpcli.store.listing import list_runs

    found = list_runs(folder)
    rows: list[dict[str, Any]] = []
    for info in found:
        scores = info.metrics.get("test") or info.metrics.get("validation") or info.metrics.get("train") or {}
        state = info.state.get("reason") or "interrupted"
        rows.append(
            {
                "run": info.name,
                "epochs": info.epochs,
                **scores,
                "seconds": info.state.get("seconds"),
                "ended": info.problem or state,
            }
        )
    names = list(dict.fromkeys(name for row in rows for name in row))
    if sort is not None:
        if rows and sort not in names:
            raise UsageError(f"--sort: no column {sort!r}; there are {', '.join(names)}")
        rows.sort(key=lambda row: _key(row.get(sort)))
    if json:
        print_json({"runs": rows})
    elif rows:
        last = ("seconds", "ended")
        order = [name for name in names if name not in last] + [name for name in last if name in names]
        stdout().print(listing([{name: row.get(name) for name in order} for row in rows]))
    else:
        stdout().print(f"no runs in {folder}", markup=False)


def _key(value: Any) -> tuple[bool, str, float]:
    """Numbers by size, then text, then nothing."""
    if isinstance(value, int | float):
        return False, "", float(value)
    return value is None, str(value), 0.0
