"""The operating system as one that refuses: every call of a save fails in its turn."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

PURE = {"fspath", "strerror", "urandom", "getpid", "cpu_count", "get_inheritable", "fsencode", "getcwd"}
"""Functions of `os` in C that touch no file."""


@dataclass
class System:
    """Counts the calls while it is `armed`; fails at number `at`, and whenever that is tried again.

    `short`: a write takes only half of what it is given.
    """

    at: int = 0
    error: int = 0
    short: bool = False
    armed: bool = False
    calls: list[str] = field(default_factory=list)
    failing: tuple[Any, ...] | None = None

    def call(self, name: str, function: Callable[..., Any], *args: Any, **options: Any) -> Any:
        if not self.armed:
            return function(*args, **options)
        self.calls.append(name)
        again = (name, *map(str, args[:2]))
        if len(self.calls) == self.at or (name != "write" and again == self.failing):
            self.failing = again
            if self.short:
                args = (args[0], bytes(args[1])[: len(args[1]) // 2]) if name == "write" else args
                return function(*args, **options)
            if name == "close":  # the descriptor is gone all the same
                function(*args, **options)
            raise OSError(self.error, os.strerror(self.error), "/internal")
        return function(*args, **options)

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Every function of `os` that is written in C asks this system first."""

        def asking(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
            return lambda *args, **options: self.call(name, function, *args, **options)

        with mock.patch.multiple(os, **{n: asking(n, f) for n, f in functions().items()}):
            yield


def functions() -> dict[str, Callable[..., Any]]:
    """The system calls that `os` offers."""
    offered = {name: getattr(os, name) for name in dir(os) if not name.startswith("_")}
    made_in_c = type(os.stat)
    return {
        name: function
        for name, function in offered.items()
        if type(function) is made_in_c and name not in PURE and not name.startswith(("W", "get", "sched"))
    }


ERRORS = {name: getattr(errno, name) for name in ("ENOSPC", "EIO", "EACCES")}
