"""What the words of `mlp analyze` mean, and how its findings are printed and drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mlpcli.analysis import KINDS, PICTURES, Finding, Runs, misfit, options, sentence
from mlpcli.analysis.kinds import module
from mlpcli.cli.drawing import type_in_words, values_of
from mlpcli.cli.options import print_json, stdout
from mlpcli.config.suggest import nearest
from mlpcli.errors import UsageError
from mlpcli.report.tables import facts, listing

SHOWN = 60
"""Rows of a table on a screen; JSON has them all."""


def kind_and_paths(words: Sequence[str]) -> tuple[str | None, list[Path]]:
    """The last word is the kind if it is one. Raises UsageError for one that is neither kind nor path."""
    if not words:
        return None, []
    *first, last = words
    if (kind := last.replace("-", "_")) in KINDS and (first or not Path(last).exists()):
        return kind, [Path(word) for word in first]
    if first and not Path(last).exists() and "/" not in last and "." not in last:
        near = nearest(last, KINDS)
        hint = f"did you mean {near!r}?" if near else f"kinds are {', '.join(KINDS)}"
        raise UsageError(f"{last!r} is neither a kind of analysis nor a run; {hint}")
    return None, [Path(word) for word in words]


def given_options(kind: str, named: Sequence[str], flags: Mapping[str, Any]) -> dict[str, Any]:
    """The kind's options from --with and from flags. Raises UsageError for a flag of another kind."""
    known = options(kind)
    found = values_of(known, named)
    for name, value in flags.items():
        flag = "--split" if name == "part" else f"--{name}"
        if name not in known:
            raise UsageError(f"{flag}: {kind} has no such option; it has {', '.join(known) or 'none'}")
        if name in found:
            raise UsageError(f"{flag} and --with {name} say the same")
        found[name] = value
    return found


def print_kinds(runs: Runs, *, json: bool, quiet: bool) -> None:
    """Every kind: what it finds, its options, and whether it fits."""
    rows = []
    for kind in KINDS:
        row: dict[str, Any] = {"kind": kind, "finds": sentence(kind)}
        if runs:
            why = misfit(kind, runs)
            row |= {"fits": not why, "why_not": why or None}
        row["options"] = {name: type_in_words(hint) for name, hint in options(kind).items()}
        row["picture"] = PICTURES.get(kind, kind)
        rows.append(row)
    if json:
        print_json({"kinds": rows})
        return
    if quiet:
        print(*(row["kind"] for row in rows if row.get("fits", True)), sep="\n")
        return
    for row in rows:
        mark = "" if not runs else "yes  " if row["fits"] else "no   "
        stdout().print(f"{mark}{row['kind']}: {row['finds']}", markup=False, soft_wrap=True)
        if runs and not row["fits"]:
            stdout().print(f"     does not fit: {row['why_not']}", markup=False, soft_wrap=True)
        else:
            asked = ", ".join(f"{name} ({hint})" for name, hint in row["options"].items())
            about = " ".join((module(row["kind"]).analyze.__doc__ or "").split("\n\n")[0].split())
            stdout().print(f"     --with {asked}: {about}", markup=False, soft_wrap=True)


def draw(kind: str, runs: Runs, found: Finding, given: Mapping[str, Any], path: Path, width: float) -> None:
    """Writes the picture of what was found."""
    from mlpcli.plot import Subject, picture
    from mlpcli.plot import options as options_of_picture
    from mlpcli.plot.kinds import module as picture_module
    from mlpcli.plot.style import save

    name = PICTURES.get(kind, kind)
    of_finding = getattr(picture_module(name), "figure_of", None)
    if of_finding is not None:
        save(of_finding(runs, found, width), path)
        return
    known = options_of_picture(name)
    own = {option: value for option, value in given.items() if option in known}
    save(picture(name, Subject(tuple(runs)), width=width, **own), path)


def print_finding(
    kind: str, runs: Runs, found: Finding, picture: Path | None, *, json: bool, quiet: bool
) -> None:
    """Facts and table; of long tables the beginning."""
    checkpoints = [run.trained.path.as_posix() for run in runs]
    if json:
        of = {"checkpoint": checkpoints[0]} if len(checkpoints) == 1 else {"checkpoints": checkpoints}
        shown = {} if picture is None else {"picture": picture.as_posix()}
        table = [dict(row) for row in found.table]
        print_json({"kind": kind, **of, **found.facts, "table": table, **found.details, **shown})
    elif not quiet:
        out = stdout()
        out.print(facts(found.facts))
        if found.table:
            out.print()
            out.print(listing(found.table[:SHOWN]))
        if len(found.table) > SHOWN:
            print(f"and {len(found.table) - SHOWN:,} rows more; --json has all")
        if picture is not None:
            print(f"picture: {picture}")
