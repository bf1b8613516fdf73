"""What the words of `mlp plot` mean: paths and a kind, options, and where the picture goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mlpcli.cli.options import print_json, stdout
from mlpcli.config import read
from mlpcli.config.suggest import nearest
from mlpcli.errors import UsageError
from mlpcli.plot import KINDS, Subject, misfit, options, sentence
from mlpcli.plot.kinds import module
from mlpcli.store.checkpoint import FILE_NAME


def kind_and_paths(words: Sequence[str]) -> tuple[str | None, list[Path]]:
    """The last word is the kind if it is one. Raises UsageError for one that is neither kind nor path."""
    *first, last = words or [""]
    if (kind := last.replace("-", "_")) in KINDS and (first or not Path(last).exists()):
        return kind, [Path(word) for word in first]
    if first and not Path(last).exists() and "/" not in last and "." not in last:
        near = nearest(last, KINDS)
        hint = f"did you mean {near!r}?" if near else f"kinds are {', '.join(KINDS)}"
        raise UsageError(f"{last!r} is neither a kind of picture nor a run; {hint}")
    return None, [Path(word) for word in words]


def options_of(kind: str, given: Sequence[str], part: str | None) -> dict[str, Any]:
    """The kind's options from NAME=VALUE, values as in YAML; `part` is from --split. Raises UsageError."""
    known = options(kind)
    found = values_of(known, given)
    if part is not None:
        if "part" not in known:
            raise UsageError(f"--split: {kind} shows no single part of the rows")
        found["part"] = part
    return found


def values_of(known: Mapping[str, Any], given: Sequence[str]) -> dict[str, Any]:
    """NAME=VALUE as names and values, read as in YAML unless text is wanted. Raises UsageError."""
    found: dict[str, Any] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"--with {text}: expected NAME=VALUE, as metric=accuracy")
        if name in found:
            raise UsageError(f"--with {name} is given twice")
        found[name] = _value(value, known.get(name, str))
    return found


def _value(text: str, wanted: Any) -> Any:
    """Text stays text where that is wanted: layer=0 is a name."""
    if str in (wanted, *getattr(wanted, "__args__", ())):
        return text
    return read(f"value: {text}", "--with").value["value"]


def default_path(paths: Sequence[Path], kind: str) -> Path:
    """KIND.png in the folder of the run or sweep, beside a checkpoint that stands alone, or above several."""
    first = paths[0]
    if len(paths) > 1:
        folder = first if first.is_dir() else first.parent if first.name == FILE_NAME else first
        return folder.parent / f"{kind}.png"
    return beside(first, f"{kind}.png")


def beside(path: Path, name: str) -> Path:
    """A file of this name in the folder of a run or sweep, or beside a checkpoint that stands alone."""
    if path.is_dir():
        return path / name
    return path.with_name(name if path.name == FILE_NAME else f"{path.stem}-{name}")


def check_folder(path: Path) -> None:
    """Raises UsageError where the file cannot be, before the work that it would hold."""
    if not path.parent.is_dir():
        raise UsageError(f"{path} cannot be written: there is no folder {path.parent}")
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file in it")


def print_kinds(subject: Subject | None, *, json: bool) -> None:
    """Every kind: what it shows, its options, and whether it fits."""
    rows = []
    for kind in KINDS:
        row: dict[str, Any] = {"kind": kind, "shows": sentence(kind)}
        if subject is not None:
            why = misfit(kind, subject)
            row |= {"fits": not why, "why_not": why or None}
        row["options"] = {name: type_in_words(hint) for name, hint in options(kind).items()}
        rows.append(row)
    if json:
        print_json({"kinds": rows})
        return
    for row in rows:
        mark = "" if subject is None else "yes  " if row["fits"] else "no   "
        stdout().print(f"{mark}{row['kind']}: {row['shows']}", markup=False, soft_wrap=True)
        if subject is not None and not row["fits"]:
            stdout().print(f"     does not fit: {row['why_not']}", markup=False, soft_wrap=True)
        elif row["options"]:
            asked = ", ".join(f"{name} ({hint})" for name, hint in row["options"].items())
            about = (module(row["kind"]).picture.__doc__ or "").strip().splitlines()[0]
            stdout().print(f"     --with {asked}: {about}", markup=False, soft_wrap=True)


def type_in_words(hint: Any) -> str:
    """A type in a user's words.

    >>> type_in_words(str | None), type_in_words(bool)
    ('text', 'true or false')
    """
    words = {str: "text", int: "whole number", float: "number", bool: "true or false"}
    inner = [arg for arg in getattr(hint, "__args__", ()) if arg is not type(None)]
    if hint in words:
        return words[hint]
    if "Literal" in str(hint):
        values = [v for arg in (inner or [hint]) for v in getattr(arg, "__args__", (arg,))]
        return " | ".join(map(str, values))
    if "tuple" in str(hint):
        return "list of numbers"
    return type_in_words(inner[0]) if inner else str(hint)
