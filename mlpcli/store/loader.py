"""The one door for files of ours, and of unknown origin: from a path to leaves, or to one clear refusal.

    begins with our seal       the checksum holds       read in Python alone (plain), so that even a seal put
                                                        on a hostile file by someone else does no harm
                               it does not              refused: damaged, or changed since it was saved
    HDF5 without a seal        (h5repack, h5py, a blanked user block)
                                                        read by the HDF5 library in a process of its own with
                                                        limits of memory and time (confined), behind the guard
    anything else                                       refused, and called what it is

So the HDF5 library never sees a byte of unknown origin in the process that trains or evaluates, and reading
an ordinary checkpoint starts no process and does not even load the library: it takes 1 ms instead of the 60
that h5py's import takes, and of the 200 of a process. Nothing in a file names code, and what it declares is
held against the bytes that are there before memory is taken.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from mlpcli import confined
from mlpcli.errors import CheckpointError
from mlpcli.store.atomic import reason
from mlpcli.store.plain import read_plain
from mlpcli.store.seal import MAGIC, SIGNATURE, USER_BLOCK, check_magic, unseal, version_on
from mlpcli.store.tree import Tree

LARGEST_UNSEALED = 1 << 30
"""Bytes of a file without a seal. Two copies of it are in memory while it is looked at."""


@dataclass(frozen=True, eq=False)
class Loaded:
    """The leaves of a file, and the format version on its seal; None: no seal vouches for them."""

    tree: Tree
    seal: int | None


def load_file(path: Path, only: Collection[str] | None = None) -> Loaded:
    """The leaves in a file; `only` those whose path begins with one of these names.

    Raises CheckpointError, its message a clause whose subject is the file.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would never end
            raise CheckpointError("cannot be read: it is not a file")
        with path.open("rb") as stream:
            head = stream.read(2 * USER_BLOCK)
            sealed = head.startswith(MAGIC)
            if not sealed and not _is_unsealed(head):
                check_magic(head)
            size = os.fstat(stream.fileno()).st_size
            if not sealed and size > LARGEST_UNSEALED:
                raise CheckpointError(f"has no seal and {size:,} bytes, more than {LARGEST_UNSEALED:,}")
            data = head + stream.read()
    except FileNotFoundError:
        raise CheckpointError("cannot be read: there is no such file") from None
    except MemoryError:
        raise CheckpointError("cannot be read: it does not fit into memory") from None
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        raise CheckpointError(f"cannot be read: {reason(error)}") from None
    if sealed:
        unseal(data)
        return Loaded(read_plain(data, only), version_on(data))
    return Loaded(_unsealed(data, only), None)


def sealed_tree(path: Path, only: Collection[str] | None = None) -> Tree:
    """The leaves of a file that must have a seal. Raises CheckpointError as `load_file` does."""
    loaded = load_file(path, only)
    if loaded.seal is None:
        raise CheckpointError("has no seal")
    return loaded.tree


def _is_unsealed(head: bytes) -> bool:
    """Whether a file begins like one of ours that lost its seal, and with nothing else."""
    return head.startswith(SIGNATURE) or (
        head[USER_BLOCK:].startswith(SIGNATURE) and not any(head[:USER_BLOCK])
    )


def _unsealed(data: bytes, only: Collection[str] | None) -> Tree:
    request = {"only": None if only is None else sorted(only)}
    try:
        return confined.read("mlpcli.store.unsealed", request, data, size=len(data))
    except confined.RefusedError as refusal:
        raise CheckpointError(str(refusal)) from None
    except OSError as error:
        raise CheckpointError(f"cannot be read: {reason(error)}") from None
