"""`mlp check`: everything that can be known without training."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from mlpcli.cli.options import Json, Quiet, Set, Spec


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("check", epilog="Example: mlp check configs/digits.yaml --resolved")(check)


def check(
    spec: Spec,
    set_: Set = None,
    resolved: Annotated[
        bool, typer.Option("--resolved", help="print the spec with every default filled in")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Checks the spec and its data, runs one batch forward and backward, and lints the data."""
    from mlpcli.config import dump, placed
    from mlpcli.config.experiment import document_at, experiment_in
    from mlpcli.errors import SpecError

    document = document_at(spec, set_ or ())
    try:
        experiment = experiment_in(document, spec)
    except SpecError as error:
        raise placed(document, error) from None

    from mlpcli.checking import checked
    from mlpcli.cli.options import print_json, print_notes, stdout
    from mlpcli.data.lint import Advice, lint
    from mlpcli.data.memory import Taken, taken
    from mlpcli.report.lint import as_json, lines
    from mlpcli.report.network import layer_lines
    from mlpcli.report.tables import facts, listing, network_table
    from mlpcli.store.begin import begin

    advice: list[Advice] = []
    notes: list[str] = []

    memory: list[Taken | None] = []

    def look(*seen: Any) -> None:
        memory.append(taken())
        found, looked_at = lint(*seen)
        advice.extend(found)
        notes.extend([f"the lint looked at {looked_at}"] if looked_at else [])

    try:
        session = begin(experiment, look)
    except SpecError as error:
        raise placed(document, error) from None
    found = checked(session, *memory)
    if json:
        text = {"spec": dump(session.experiment)} if resolved else {}
        print_json({**found, "notes": [*session.notes, *notes], "lint": as_json(advice), **text})
        return
    print_notes([*session.notes, *notes], quiet=quiet)
    if resolved:
        print(dump(session.experiment), end="")
    elif not quiet:
        out = stdout()
        out.print(network_table(layer_lines(session.state.network)))
        out.print()
        out.print(facts(found))
        if advice:
            out.print()
            out.print(listing(lines(advice)))
