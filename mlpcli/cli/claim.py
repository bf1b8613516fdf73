"""The folder of a run that is to be trained: locked before anything in it is read, made when all is known."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from mlpcli.cli.request import Request
from mlpcli.errors import UsageError
from mlpcli.store.checkpoint import FILE_NAME
from mlpcli.store.folds import FOLDS
from mlpcli.store.lock import RunLock
from mlpcli.store.naming import checked_name
from mlpcli.store.runs import named, next_name


class Claim:
    """A run of this base name, for as long as `held` is open.

    `old` is where a run of that name is, if there is one. Raises UsageError for wishes that cannot be.
    """

    def __init__(self, request: Request, base: str, held: ExitStack):
        self.request, self.base, self.held = request, checked_name(base), held
        self.old = request.runs / base
        request.check(self.old)
        self._locked = request.is_exact and self.old.is_dir()
        if self._locked:  # before anything is read that somebody else would change
            held.enter_context(RunLock(self.old))

    def take(self) -> Path:
        """Makes the folder, unless there is one to be continued or started over."""
        request = self.request
        if request.is_exact:
            folder = named(request.runs, self.base, resume=request.resume, force=request.force)
        else:
            folder = next_name(request.runs, self.base)
        if not self._locked:
            self.held.enter_context(RunLock(folder))
            if request.resume and any((folder / name).exists() for name in (FILE_NAME, FOLDS)):
                raise UsageError(f"{folder} was begun by another process this moment: try again")
        return folder
