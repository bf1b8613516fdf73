"""Results of trials <-> a sealed HDF5 file: `results`, JSON with their list; `history`, one table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mlpcli.errors import CheckpointError
from mlpcli.store.atomic import write_bytes
from mlpcli.store.loader import sealed_tree
from mlpcli.store.seal import seal
from mlpcli.store.shelf import Shelf
from mlpcli.store.tree import write_tree
from mlpcli.sweep.table import joined, parted
from mlpcli.sweep.trial import Result

HISTORY, COLUMNS = "history", "columns"


def write_results(path: Path, results: Sequence[Result], **facts: str | int) -> None:
    """Replaces the file as a whole; the facts stand beside the list."""
    entries = [
        {k: v for k, v in vars(result).items() if k != HISTORY} | {COLUMNS: list(result.history)}
        for result in results
    ]
    tree: dict[str, Any] = {"results": json.dumps({**facts, "results": entries})}
    table = joined([result.history for result in results])
    tree |= {f"{HISTORY}/{name}": column for name, column in table.items()}
    write_bytes(path, seal(write_tree(tree)))


def read_results(path: Path) -> list[Result]:
    """The inverse. Raises CheckpointError."""
    return read_all(path)[0]


def read_all(path: Path) -> tuple[list[Result], dict[str, Any]]:
    """The results, and the facts beside them. Raises CheckpointError."""
    try:
        shelf = Shelf(sealed_tree(path))
        facts = shelf.object("results")
        entries = facts.pop("results")
        histories = parted(shelf.arrays(HISTORY), [entry.pop(COLUMNS) for entry in entries])
        return [Result(**e, history=h) for e, h in zip(entries, histories, strict=True)], facts
    except CheckpointError as error:
        raise CheckpointError(f"{path} {error}") from None
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError(f"{path} is damaged: {error}") from None
