"""The folder of a run: who gets which name, and the files in it while a training writes them.

    runs/digits/
    ├── checkpoint.h5            the run, replaced as a whole whenever it is saved
    ├── checkpoint.previous.h5   as it was saved before, after an earlier batch
    ├── metrics.jsonl            its metrics as they arrive
    ├── metrics.new.jsonl        those of a run that starts over (--force) and has not saved yet
    └── .lock                    who is training it at the moment

A run that starts over writes into the folder of the old one. The old checkpoint and metrics stay until the
first save of the new run replaces them; should the new run die before, nothing has happened to the old one.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from mlpcli.errors import CheckpointError, UsageError
from mlpcli.store.atomic import reason, sync_folder
from mlpcli.store.behind import Behind
from mlpcli.store.checkpoint import FILE_NAME, save
from mlpcli.store.contents import Checkpoint
from mlpcli.store.history import MetricsFile, Row
from mlpcli.store.kept import forget, keep
from mlpcli.store.naming import checked_name

if TYPE_CHECKING:
    from typing import Self

METRICS = "metrics.jsonl"
UNSAVED_METRICS = "metrics.new.jsonl"


def next_name(runs: Path, base: str) -> Path:
    """Makes and returns the folder base, base-2, base-3, ...: the first that nobody has.

    Processes that ask at the same time get different ones, since only one of them can make a folder.
    Raises UsageError for a base that cannot be a name, and where no folder can be made.
    """
    checked_name(base)
    return next(
        runs / name
        for name in (base if number == 1 else f"{base}-{number}" for number in count(1))
        if _make(runs, name)
    )


def named(runs: Path, name: str, *, resume: bool = False, force: bool = False) -> Path:
    """Returns the folder of this very name; made, unless it exists to be continued or started over.

    Raises UsageError for one that exists otherwise, and as `next_name` does.
    """
    is_new = _make(runs, checked_name(name))
    if not (is_new or resume or force):
        raise UsageError(f"there is a run {runs / name}; --resume continues it, --force starts it over")
    if not (runs / name).is_dir():
        raise UsageError(f"{runs / name} is a file; expected the folder of a run")
    return runs / name


class RunFiles:
    """The files of a run while it trains: `append` a row each epoch, `save` the whole now and then, or
    `save_behind` the training's back.

    `rows` are those of the epochs that a resumed run has done, `step` the number of updates in its newest
    checkpoint, None if that is damaged; `force` says that it starts over.
    Everything raises CheckpointError if the system refuses.
    """

    def __init__(
        self, folder: Path, rows: Iterable[Row] = (), *, step: int | None = None, force: bool = False
    ):
        self.checkpoint = folder / FILE_NAME
        self._step = step
        self._published = folder / METRICS
        unsaved = folder / UNSAVED_METRICS
        with suppress(OSError):  # of a run that died before it saved
            unsaved.unlink()
        for torn in folder.glob(".checkpoint*.tmp"):  # of a run that died while it saved
            with suppress(OSError):
                torn.unlink()
        starts_over = force and self.checkpoint.exists()
        self._metrics = MetricsFile(unsaved if starts_over else self._published, rows)
        self._behind = Behind()

    def append(self, row: Row) -> None:
        """Adds the metrics of one more epoch."""
        self._metrics.append(row)

    def save_behind(self, checkpoint: Checkpoint) -> None:
        """Saves a copy of it while the caller goes on, and may change its arrays. The next save, or the end,
        waits for this one and raises what went wrong with it.
        """
        if self._metrics.path != self._published:  # there are metrics to be moved, which the caller writes to
            self.save(checkpoint)
        else:
            copy = checkpoint.copy()
            self._behind.begin(lambda: self._save(copy))

    def save(self, checkpoint: Checkpoint) -> None:
        """Replaces the checkpoint, and keeps the old one beside it; from now on the run is this one."""
        self._behind.wait()
        self._save(checkpoint)

    def _save(self, checkpoint: Checkpoint) -> None:
        step = checkpoint.state.get("step")
        if self._step is not None and self._step != step:
            keep(self.checkpoint)
        elif self._metrics.path != self._published:  # what is kept beside it is another run's
            forget(self.checkpoint)
        save(self.checkpoint, checkpoint)
        self._step = step
        if self._metrics.path != self._published:
            self._metrics.move(self._published)

    def close(self) -> None:
        """Ends the metrics file, and what is saved behind the training's back."""
        self._metrics.close()
        self._behind.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *ended: object) -> None:
        with suppress(CheckpointError) if kind else nullcontext():  # what went wrong first is what counts
            self.close()


def _make(runs: Path, name: str) -> bool:
    """Whether the folder is new."""
    try:
        runs.mkdir(parents=True, exist_ok=True)
        (runs / name).mkdir()
        sync_folder(runs)
    except FileExistsError:
        if runs.is_dir():
            return False
        raise UsageError(f"{runs} is a file; expected the folder of the runs") from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{runs / name} cannot be made: {reason(error)}") from None
    return True
