"""Replaces a file as a whole: whoever reads it finds the old one or the new one, whenever the writer dies."""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import secrets
import time
from pathlib import Path

from mlpcli.errors import CheckpointError

STALE = 600.0
"""Seconds after which a temporary file must belong to a process that died."""

_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4)
"""Seconds between attempts to replace a file that another process has open, which Windows forbids."""


def write_bytes(path: Path, data: bytes) -> None:
    """Puts data on the disk beside the file and renames it over the file.

    A symbolic link stays, and what it points to is replaced. Raises CheckpointError with the system's
    reason (no space, no permission); then the file is as it was, if the disk itself still is.
    """
    try:
        target = Path(os.path.realpath(path))
        temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
        try:
            _write_new(temporary, data, target)
            replace(temporary, target)
        except BaseException:  # Ctrl-C too
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
        sync_folder(target.parent)
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        raise CheckpointError(f"{path} cannot be written: {reason(error)}") from None


def _write_new(path: Path, data: bytes, target: Path) -> None:
    """Puts data into a new file and on the disk; the target's torn files of other days go before."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o666)
    try:
        _remove_stale(target, now=os.fstat(descriptor).st_mtime)
        left = memoryview(data)
        while left:  # a full disk takes a part first and says so at the next call
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    except BaseException:
        with contextlib.suppress(OSError):  # what went wrong first is what counts
            os.close(descriptor)
        raise
    os.close(descriptor)  # network file systems say only here that the disk is full


def replace(source: Path, target: Path) -> None:
    """Renames over target, and waits briefly for readers where the system does not rename over open files."""
    for pause in _PAUSES:
        try:
            source.replace(target)
            return
        except PermissionError:
            time.sleep(pause)
    source.replace(target)


def sync_folder(folder: Path) -> None:
    """Puts the names in a folder on the disk, so that a rename outlives a power failure."""
    if os.name == "nt":  # has no such call; NTFS keeps a journal of names
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:  # a folder that may be written to but not listed
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network file systems cannot
            raise
    finally:
        os.close(descriptor)


def reason(error: OSError | ValueError) -> str:
    """Why the system refused, without numbers and paths.

    >>> reason(OSError(28, "No space left on device"))
    'No space left on device'
    """
    return getattr(error, "strerror", None) or str(error)


def _remove_stale(target: Path, now: float) -> None:
    """Removes what killed processes left; `now` by the clock of the file system, which may be another's."""
    with contextlib.suppress(OSError):  # another process removes the same, or the folder cannot be listed
        for temporary in target.parent.glob(f".{glob.escape(target.name)}.????????.tmp"):
            if now - temporary.stat().st_mtime > STALE:
                temporary.unlink()
