"""The last two checkpoints of a run: the newest, and beside it the one before.

    runs/digits/
    ├── checkpoint.h5            the newest; the best epoch's weights are in it
    └── checkpoint.previous.h5   the one before, from an earlier batch

The one before is there for two things: when the newest is damaged, it is used instead; and from it the newest
can be computed once more, which shows whether it is what it says (`mlp verify`).
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from mlpcli.errors import CheckpointError
from mlpcli.store.atomic import reason, replace, write_bytes
from mlpcli.store.checkpoint import FILE_NAME, load
from mlpcli.store.contents import Checkpoint

PREVIOUS = "checkpoint.previous.h5"


def keep(newest: Path) -> None:
    """Lets the newest be the one before as well: it may now be replaced. CheckpointError if that fails.

    Two names of the same file for a moment, so that there never is a moment without a newest.
    """
    previous = newest.with_name(PREVIOUS)
    newest = Path(os.path.realpath(newest))
    temporary = previous.with_name(f".{previous.name}.{secrets.token_hex(4)}.tmp")
    try:
        try:
            os.link(newest, temporary)
        except FileNotFoundError:
            return
        except OSError:  # a file system without second names
            write_bytes(previous, newest.read_bytes())
            return
        try:
            replace(temporary, previous)
        finally:  # it is still there if that failed, and if both were names of one file already
            with suppress(OSError):
                temporary.unlink()
    except OSError as error:
        raise CheckpointError(f"{previous} cannot be written: {reason(error)}") from None


def forget(newest: Path) -> None:
    """Removes the one before the newest, if there is one. CheckpointError if that fails."""
    try:
        newest.with_name(PREVIOUS).unlink(missing_ok=True)
    except OSError as error:
        raise CheckpointError(f"{newest.with_name(PREVIOUS)} cannot be removed: {reason(error)}") from None


def newest_whole(path: Path) -> tuple[Path, Checkpoint, str]:
    """The checkpoint in a file, or the one before it if that is damaged or gone; and a warning if so.

    Raises CheckpointError if neither can be read.
    """
    previous = path.with_name(PREVIOUS)
    try:
        return path, load(path), ""
    except CheckpointError as error:
        if path.name != FILE_NAME or not os.path.lexists(previous):
            raise
        try:
            stored = load(previous)
        except CheckpointError:
            raise error from None
        at = f"epoch {stored.state.get('epoch')}, batch {stored.state.get('batch')}"
        return previous, stored, f"{error}; using the one before it instead: {previous} ({at})"
