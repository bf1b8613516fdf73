"""`mlp kinds`: the vocabulary."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from mlpcli.cli.options import Json, Quiet


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("kinds", epilog="Example: mlp kinds optimizer")(kinds)


def kinds(
    family: Annotated[
        str | None, typer.Argument(metavar="FAMILY", help="such as optimizer, or its key; all if left out")
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Lists what the spec's keys can name, with formulas. --quiet: names only."""
    from mlpcli.cli.options import print_json, stdout
    from mlpcli.config.schema import summary
    from mlpcli.config.suggest import nearest
    from mlpcli.errors import UsageError
    from mlpcli.families import FAMILIES

    chosen = [f for f in FAMILIES.values() if family in (None, f.name, f.key)]
    if not chosen:
        near = nearest(str(family), FAMILIES)
        hint = f"; did you mean {near!r}?" if near else f"; there are {', '.join(FAMILIES)}"
        raise UsageError(f"no family {family!r}{hint}")
    if json:
        print_json({f.name: {kind: summary(cls) for kind, cls in f.kinds.items()} for f in chosen})
    elif quiet:
        print(*(chosen[0].kinds if family else FAMILIES), sep="\n")
    elif family and sys.stdout.isatty():
        from rich.markdown import Markdown

        stdout().print(Markdown(chosen[0].table))
    elif family:
        print(chosen[0].table)
    else:
        from mlpcli.report.tables import listing

        rows = [{"family": f.name, "key": f.key, "kinds": ", ".join(f.kinds)} for f in chosen]
        stdout().print(listing(rows))
        stdout().print("\nmlp kinds FAMILY shows the formulas, mlp explain KEY one key.")
