"""`mlp schema`: JSON Schema of the spec, for editors."""

from __future__ import annotations

import typer

from mlpcli.cli.options import Json, Quiet


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("schema", epilog="Example: mlp schema > mlp.schema.json")(schema)


def schema(json: Json = False, quiet: Quiet = False) -> None:
    """Prints the JSON Schema of the spec; editors check and complete with it. --json: on one line."""
    from json import dumps

    from mlpcli.cli.options import print_json
    from mlpcli.config import json_schema
    from mlpcli.experiment import Experiment

    text = json_schema(Experiment)
    if json:
        print_json(text)
    else:
        print(dumps(text, indent=2, ensure_ascii=False))
