"""`mlp schema`: JSON Schema of the spec, for editors."""

from __future__ import annotations

import typer


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("schema", epilog="Example: mlp schema > mlp.schema.json")(schema)


def schema() -> None:
    """Prints the JSON Schema of the spec; editors check and complete with it."""
    import json

    from mlpcli.config import json_schema
    from mlpcli.experiment import Experiment

    print(json.dumps(json_schema(Experiment), indent=2, ensure_ascii=False))
