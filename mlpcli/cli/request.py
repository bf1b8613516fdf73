"""What a command line asks of `mlp train`: which run, and the command that would continue it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from mlpcli.errors import UsageError
from mlpcli.experiment import Experiment
from mlpcli.store.checkpoint import FILE_NAME
from mlpcli.store.folds import is_cross_validation, read_folds
from mlpcli.store.lock import trainer


@dataclass(frozen=True)
class Request:
    """The command line's wishes."""

    spec: str
    overrides: tuple[str, ...]
    name: str | None
    runs: Path
    resume: bool
    from_: Path | None
    force: bool
    folds: int | None = None

    def base(self, experiment: Experiment) -> str:
        """The run's name, before it is made unique."""
        if self.name is not None:
            return self.name
        return experiment.name or ("run" if self.spec == "-" else Path(self.spec).stem)

    @property
    def is_exact(self) -> bool:
        """Whether the run has this very name, and not the next that is free."""
        return self.name is not None or self.resume or self.force

    def check(self, folder: Path) -> None:
        """Raises UsageError for wishes that exclude each other, or a run that there is already."""
        if self.resume and self.force:
            raise UsageError("--resume continues a run and --force starts it over: give one of them")
        if self.is_exact and not (self.resume or self.force) and folder.exists():
            busy = trainer(folder)
            raise UsageError(
                f"there is a run {folder}, and it is being trained by {busy}: give another --name"
                if busy
                else f"there is a run {folder}; --resume continues it, --force starts it over"
            )
        if self.resume and self.folds is None and is_cross_validation(folder):
            folds = read_folds(folder)["folds"]
            raise UsageError(f"{folder} is a cross-validation: --folds {folds} --resume continues it")
        if self.resume and self.folds is not None and (folder / FILE_NAME).exists():
            raise UsageError(f"{folder} is a run without folds: leave out --folds to continue it")

    def command(self, name: str) -> str:
        """The command that continues the run."""
        words = [
            "mlp",
            "train",
            self.spec,
            *(w for o in self.overrides for w in ("--set", o)),
            "--name",
            name,
        ]
        words += [] if self.folds is None else ["--folds", str(self.folds)]
        runs = [] if self.runs == Path("runs") else ["--runs", str(self.runs)]
        return shlex.join([*words, *runs, "--resume"])
