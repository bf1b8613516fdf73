"""`mlp kinds`: the vocabulary."""

from __future__ import annotations

from typing import Annotated

import typer

from mlpcli.cli.options import Json


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("kinds", epilog="Example: mlp kinds optimizer")(kinds)


def kinds(
    family: Annotated[
        str | None, typer.Argument(metavar="FAMILY", help="such as optimizer; all if left out")
    ] = None,
    json: Json = False,
) -> None:
    """Lists what the spec's keys can name, with formulas."""
    from mlpcli.cli.options import print_json, stdout
    from mlpcli.config.schema import summary
    from mlpcli.config.suggest import nearest
    from mlpcli.errors import UsageError
    from mlpcli.families import FAMILIES

    if family is not None and family not in FAMILIES:
        near = nearest(family, FAMILIES)
        hint = f"; did you mean {near!r}?" if near else f"; there are {', '.join(FAMILIES)}"
        raise UsageError(f"no family {family!r}{hint}")
    chosen = [FAMILIES[family]] if family else list(FAMILIES.values())
    if json:
        print_json({f.name: {kind: summary(cls) for kind, cls in f.kinds.items()} for f in chosen})
    elif family:
        from rich.markdown import Markdown

        stdout().print(Markdown(chosen[0].table))
    else:
        from mlpcli.report.tables import listing

        rows = [{"family": f.name, "key": f.key, "kinds": ", ".join(f.kinds)} for f in chosen]
        stdout().print(listing(rows))
        stdout().print("\nmlp kinds FAMILY shows the formulas, mlp explain KEY one key.")
