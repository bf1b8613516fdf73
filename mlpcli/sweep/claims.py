"""Who trains what, when several processes, on any hosts that share the folder, work on one sweep.

workers/ID       a process that works here, rewritten every few seconds while it lives: its heartbeat
claims/NAME      the ID of the worker that trains this

A claim is made by creating its file, which only one process can. Claims of a worker that is dead or silent
are void. Should two workers train the same all the same, after a clock or a network went wrong, they come to
the same result: nothing but time is lost.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mlpcli.store.lock import runs_here

if TYPE_CHECKING:
    from typing import Self

BEAT = 5.0
"""Seconds between two heartbeats."""

SILENT = 60.0
"""Seconds without a heartbeat after which a worker counts as dead, by the clock of the file system."""


class Claims:
    """The claims of this process.

    with Claims(folder) as claims:
        mine = claims.take(["a", "b"])  # those that nobody else has
    """

    def __init__(self, folder: Path, *, beat: float = BEAT, silent: float = SILENT):
        self._workers, self._claims = folder / "workers", folder / "claims"
        for child in (self._workers, self._claims):
            child.mkdir(parents=True, exist_ok=True)
        self._host = socket.gethostname()
        self.name = f"{self._host}-{os.getpid()}-{secrets.token_hex(4)}"
        self._own = self._workers / self.name
        self._beat, self._silent = beat, silent
        self._held: set[str] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._live, daemon=True)

    def __enter__(self) -> Self:
        self._own.write_text(json.dumps({"host": self._host, "pid": os.getpid()}), encoding="utf-8")
        self._thread.start()
        return self

    def __exit__(self, *ended: object) -> None:
        self._over.set()
        self._thread.join()
        self.release(list(self._held))
        with suppress(OSError):
            self._own.unlink()

    def take(self, names: Iterable[str]) -> list[str]:
        """Claims what nobody else holds; which that is."""
        return [name for name in names if name in self._held or self._take(name)]

    def release(self, names: Iterable[str]) -> None:
        """Gives claims back."""
        for name in names:
            with suppress(OSError):
                (self._claims / name).unlink()
            self._held.discard(name)

    def _take(self, name: str) -> bool:
        path = self._claims / name
        for _ in range(2):
            try:
                with path.open("x", encoding="utf-8") as stream:
                    stream.write(self.name)
                self._held.add(name)
                return True
            except FileExistsError:
                if not self._freed(path):
                    return False
        return False

    def _freed(self, path: Path) -> bool:
        """Whether a claim was void and is removed. Who moves it away first may remove it."""
        try:
            holder = path.read_text(encoding="utf-8")
            if self._alive(holder, path):
                return False
            aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            path.rename(aside)
            if aside.read_text(encoding="utf-8") == holder:
                aside.unlink()
                return True
            aside.rename(path)  # somebody was quicker: it is theirs
            return False
        except FileNotFoundError:
            return True

    def _alive(self, holder: str, claim: Path) -> bool:
        if not holder:  # it is being written this moment, or its writer died doing so
            return self._now() - claim.stat().st_mtime < self._silent
        worker = self._workers / holder
        try:
            seen = worker.stat().st_mtime
            facts = json.loads(worker.read_text(encoding="utf-8") or "{}")
        except (OSError, ValueError):
            return False
        if facts.get("host") == self._host and not runs_here(int(facts.get("pid", 0))):
            return False
        return self._now() - seen < self._silent

    def _now(self) -> float:
        """By the clock of the file system, which may be another host's."""
        with suppress(OSError):
            self._own.touch()
            return self._own.stat().st_mtime
        return time.time()

    def _live(self) -> None:
        while not self._over.wait(self._beat):
            with suppress(OSError):
                self._own.touch()
