"""`mlp explain`: one key of the spec."""

from __future__ import annotations

from typing import Annotated

import typer

from mlpcli.cli.options import Json, Quiet


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("explain", epilog="Example: mlp explain optimizer.learning_rate")(explain)


def explain(
    key: Annotated[str, typer.Argument(metavar="KEY", help="dotted path of a key, or the name of a kind")],
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Says what a key means: type, range, default, and the kinds that can stand there."""
    from dataclasses import asdict

    from mlpcli.cli.options import print_json
    from mlpcli.config.explain import explain as explained
    from mlpcli.config.explain import render
    from mlpcli.experiment import Experiment

    explanation = explained(Experiment, key)
    if json:
        print_json(asdict(explanation))
    else:
        print(render(explanation))
