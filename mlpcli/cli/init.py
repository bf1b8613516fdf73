"""`mlp init`: a commented spec for a data file, or a copy of a shipped one."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlpcli.cli.options import Json, Quiet

if TYPE_CHECKING:
    from mlpcli.drafting import Draft


def add(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("init", epilog="Example: mlp init churn.csv --target churned -o churn.yaml")(init)


def init(
    data: Annotated[
        str | None, typer.Argument(metavar="DATA", help="the data file, or the name of a built-in data set")
    ] = None,
    target: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="what to predict: a name, or a place from 1 on")
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="the spec; default DATA's name; - for stdout"),
    ] = None,
    test: Annotated[
        str | None, typer.Option(metavar="FILE", help="the test rows, where they are in a file of their own")
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(metavar="NAMES", help="of a file without a header: a,b,c, or a file that holds them"),
    ] = None,
    template: Annotated[
        str | None, typer.Option(metavar="NAME", help="copy a shipped spec instead; list: shows them")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="replace a spec that is there")] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Looks at a data file and writes a commented spec for it: types, task, split, network, and why."""
    from mlpcli.errors import UsageError

    if template is not None:
        if data is not None or target is not None:
            raise UsageError(
                "--template copies a shipped spec; DATA and --target draft one: give one of them"
            )
        _copy(template, output, force=force, json=json, quiet=quiet)
        return
    if data is None:
        raise UsageError("name a data file: mlp init DATA --target COLUMN; or --template NAME (list: all)")
    from mlpcli.cli.options import print_json, print_notes
    from mlpcli.drafting import drafted

    place = Path(output or f"{_stem(data)}.yaml")
    if output != "-":
        _free(place, force=force)
    folder = Path() if output == "-" else place.parent
    draft = drafted(data, target, folder, columns=_names(columns), test=test)
    if output != "-":
        _write(place, draft.text)
    if json:
        print_json(_told(draft, None if output == "-" else place))
        return
    print_notes(draft.notes, quiet=quiet)
    if output == "-":
        print(draft.text, end="")
    elif not quiet:
        print(_summary(draft))
        print(_next(place))


def _stem(data: str) -> str:
    """The file's name without its extensions."""
    name = Path(data).name
    for suffix in (".gz", ".zst"):
        name = name.removesuffix(suffix)
    return Path(name).stem


def _names(columns: str | None) -> list[str] | None:
    """The names themselves, or those in a file, apart by commas or lines."""
    from mlpcli.errors import UsageError

    if columns is None:
        return None
    path = Path(columns)
    if "," not in columns and path.is_file():
        try:
            columns = path.read_text(encoding="utf-8-sig")
        except (OSError, ValueError) as error:
            raise UsageError(f"--columns {path}: cannot be read ({error})") from None
    names = [name.strip() for name in columns.replace("\n", ",").split(",") if name.strip()]
    if len(set(names)) < len(names):
        raise UsageError("--columns has a name twice")
    return names or None


def _free(place: Path, *, force: bool) -> None:
    from mlpcli.errors import UsageError

    if place.is_dir():
        raise UsageError(f"{place} is a folder; name a file with -o")
    if place.exists() and not force:
        raise UsageError(f"there is a {place} already; --force replaces it, -o writes another")


def _write(place: Path, text: str) -> None:
    from mlpcli.errors import UsageError

    try:
        place.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{place} cannot be written: {error.strerror or error}") from None


def _summary(draft: Draft) -> str:
    used = [feature for feature in draft.features if feature.spec != "drop"]
    dropped = [feature for feature in draft.features if feature.spec == "drop"]
    lines = [f"{draft.target.task} of {draft.target.name}: {draft.target.reason}"]
    lines.append(f"{len(used)} columns are used, {len(dropped)} left out" + (":" if dropped else ""))
    return "\n".join([*lines, *(f"  {feature.name}: {feature.reason}" for feature in dropped[:10])])


def _next(place: Path) -> str:
    """What to do now."""
    commands = [shlex.join(["mlp", name, str(place)]) for name in ("check", "train")]
    return f"wrote {place}\nnext: {', '.join(commands)}"


def _told(draft: Draft, place: Path | None) -> dict[str, object]:
    columns = {
        feature.name: {"kind": feature.role.kind, "spec": feature.spec, "reason": feature.reason}
        for feature in draft.features
    }
    aim = draft.target
    return {
        "spec": None if place is None else place.as_posix(),
        **({"text": draft.text} if place is None else {}),
        "target": aim.name,
        "task": aim.task,
        "reason": aim.reason,
        "columns": columns,
        "notes": list(draft.notes),
    }


def _copy(name: str, output: str | None, *, force: bool, json: bool, quiet: bool) -> None:
    """Writes a shipped spec, or lists them."""
    from mlpcli.cli.options import print_json, stdout
    from mlpcli.drafting import template, templates
    from mlpcli.report.tables import listing

    if name == "list":
        known = templates()
        if json:
            print_json({"templates": known})
        else:
            stdout().print(listing([{"template": key, "about": about} for key, about in known.items()]))
        return
    text = template(name)
    if output == "-":
        print(text, end="")
        return
    place = Path(output or f"{name}.yaml")
    _free(place, force=force)
    _write(place, text)
    if json:
        print_json({"spec": place.as_posix(), "template": name})
    elif not quiet:
        print(_next(place))
