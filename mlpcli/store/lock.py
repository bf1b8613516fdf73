"""One training at a time in a run's folder: a lock that ends with the process that holds it.

The file .lock is locked by the system (flock), which lets go when the process ends, however it ends; so a
file that was left behind means nothing. What stands in it tells others who it is: process, host, since when.
Network file systems pass such locks on between hosts, or say that they have none. There a file .claim is the
lock: who makes it has it, its holder touches it every few seconds, and it is void once it was not touched for
two minutes, or its process on this host is gone.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import socket
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlpcli.errors import CheckpointError, UsageError
from mlpcli.store.atomic import reason

if TYPE_CHECKING:
    from typing import Self

LOCK, CLAIM = ".lock", ".claim"
BEAT, SILENT = 10.0, 120.0
_TRIES, _PAUSE = 5, 0.05
"""Whoever only looks holds a lock for an instant: it is asked for again before it counts as taken."""
_HELD = (errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK, errno.EDEADLK)


class RunLock:
    """with RunLock(folder): nobody else can have it meanwhile.

    Raises UsageError, naming the holder, if somebody has; CheckpointError if the system refuses.
    """

    def __init__(self, folder: Path):
        self.folder, self.path = folder, folder / LOCK
        self._file = -1
        self._over = threading.Event()
        self._beats: threading.Thread | None = None

    def __enter__(self) -> Self:
        try:
            while not (self._locked() if self._beats is None else self._claimed()):
                pass
        except OSError as error:
            self._close()
            raise CheckpointError(f"{self.path} cannot be written: {reason(error)}") from None
        return self

    def __exit__(self, *ended: object) -> None:
        self._over.set()
        if self._beats is not None:
            self._beats.join()
        if os.name == "nt":  # there, an open file cannot be removed
            self._close()
        with suppress(OSError):
            self.path.unlink()
        self._close()

    def _close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
        self._file = -1

    def _locked(self) -> bool:
        """Whether the file is locked now; False: ask again."""
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        for left in reversed(range(_TRIES)):
            try:
                _lock(self._file)
                break
            except OSError as error:
                if error.errno not in _HELD:  # such as ENOLCK: no locks here
                    self._close()
                    self.path = self.folder / CLAIM
                    self._beats = threading.Thread(target=self._beat, daemon=True)
                    return False
                if not left:
                    self._close()
                    raise self._taken() from None
                time.sleep(_PAUSE)
        if not _is_at(self._file, self.path):  # its last holder has removed it: lock the new one
            self._close()
            return False
        os.ftruncate(self._file, 0)
        os.write(self._file, _myself())
        return True

    def _claimed(self) -> bool:
        """As `_locked`, where the system has no locks."""
        assert self._beats is not None
        try:
            with self.path.open("xb") as stream:
                stream.write(_myself())
        except FileExistsError:
            with suppress(FileNotFoundError):  # given back this moment
                self._free()
            return False
        self._beats.start()
        return True

    def _free(self) -> None:
        """Removes a claim that is void; raises UsageError for another. Who moves it away may remove it."""
        claim = self.path.read_bytes()
        holder, silent = _read(self.path), self._now() - self.path.stat().st_mtime > SILENT
        here = holder.get("host") == socket.gethostname()
        gone = holder.get("boot") != _boot() or not runs_here(int(holder.get("pid", 0)))
        if not (silent or (here and gone)):
            raise self._taken()
        aside = self.path.with_name(f"{CLAIM}.{secrets.token_hex(4)}")
        self.path.rename(aside)
        if aside.read_bytes() == claim:
            aside.unlink()
        else:  # somebody was quicker: it is theirs
            aside.rename(self.path)

    def _taken(self) -> UsageError:
        who = _in_words(_read(self.path))
        return UsageError(
            f"{self.folder} is being trained by {who}: wait until it ends, stop it, or give another --name"
        )

    def _beat(self) -> None:
        while not self._over.wait(BEAT):
            with suppress(OSError):
                self.path.touch()

    def _now(self) -> float:
        """By the clock of the file system, which may be another host's."""
        probe = self.path.with_name(f"{CLAIM}.{secrets.token_hex(4)}")
        probe.touch()
        now = probe.stat().st_mtime
        probe.unlink()
        return now


def trainer(folder: Path) -> str:
    """Who is training a run at this moment, in words; "" if nobody is, or nobody can tell."""
    path = folder / LOCK
    try:
        file = os.open(path, os.O_RDWR)
    except OSError:
        return ""
    try:
        _lock(file)
    except OSError as error:
        if error.errno in _HELD:
            return _in_words(_read(path))
        claim = folder / CLAIM
        return _in_words(_read(claim)) if claim.exists() else ""
    finally:
        os.close(file)
    return ""


def _is_at(file: int, path: Path) -> bool:
    """Whether an open file is the one that has this name."""
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


def ended(reason: str | None, folder: Path) -> str:
    """How a run ended, by the reason in its checkpoint; or that it has not."""
    return reason or ("training" if trainer(folder) else "interrupted")


def _lock(file: int) -> None:
    """Locks without waiting. Raises OSError if somebody else has it, or there are no locks."""
    if os.name == "nt":
        import msvcrt

        os.lseek(file, 1 << 20, os.SEEK_SET)  # far behind the text, which stays readable
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        os.lseek(file, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _myself() -> bytes:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    facts = {"pid": os.getpid(), "host": socket.gethostname(), "boot": _boot(), "since": since}
    return json.dumps(facts).encode()


def _read(path: Path) -> dict[str, Any]:
    try:
        facts = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _in_words(holder: dict[str, Any]) -> str:
    if not holder:
        return "another process"
    return f"process {holder.get('pid')} on {holder.get('host')} (since {holder.get('since')})"


def _boot() -> str:
    """Which start of the system this is: process numbers begin anew with each."""
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return ""


def runs_here(pid: int) -> bool:
    """Whether a process of this host is alive."""
    if os.name == "nt" or pid <= 0:  # there, asking would end it: wait until it is silent
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
