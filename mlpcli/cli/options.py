"""Options that several commands share, and how their results are printed."""

from __future__ import annotations

import json
import math
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mlpcli.errors import printable

if TYPE_CHECKING:
    from collections.abc import Collection

    from rich.console import Console

Spec = Annotated[str, typer.Argument(metavar="SPEC", help="YAML file of the experiment; - reads stdin")]
Checkpoint = Annotated[
    Path, typer.Argument(metavar="CHECKPOINT", help="checkpoint.h5, or the folder of its run")
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="override a key of the spec: optimizer.learning_rate=1e-2"
    ),
]
Json = Annotated[bool, typer.Option("--json", help="one JSON object on stdout")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="no progress, no notes, no tables")]

Samples = Annotated[
    int | None,
    typer.Option(metavar="T", min=1, help="predict by the mean of T passes with dropout active"),
]
PassSeed = Annotated[int, typer.Option("--seed", min=0, help="of the passes that --samples asks for")]

PIPE_WIDTH = 1000
"""Columns of an output that is no terminal: lines of tables are not broken there."""


class Part(StrEnum):
    """The stored rows that `mlp eval` can be asked for."""

    train = "train"
    validation = "validation"
    test = "test"


class Which(StrEnum):
    """The weights of the best epoch, the last, or the mean of the iterates."""

    best = "best"
    last = "last"
    averaged = "averaged"


def console(*, quiet: bool = False) -> Console:
    """Where progress and notes go: stderr."""
    from rich.console import Console

    width = None if sys.stderr.isatty() else PIPE_WIDTH
    return Console(stderr=True, quiet=quiet, highlight=False, width=width)


def stdout() -> Console:
    """Where results go."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


def print_notes(notes: Collection[str], *, quiet: bool = False) -> None:
    """What was decided about the data, a line each on stderr."""
    if notes and not quiet:
        out = console()
        for note in notes:
            out.print(printable(f"note: {note}"), markup=False)


def print_warnings(warnings: Collection[str]) -> None:
    """What must not be overlooked, a line each on stderr, --quiet or not."""
    for warning in filter(None, warnings):
        console().print(printable(f"warning: {warning}"), markup=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """One JSON object on stdout; numbers that are not finite become null, as JSON has no word for them."""
    print(json.dumps(_finite(value), ensure_ascii=False, allow_nan=False))


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(entry) for entry in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
