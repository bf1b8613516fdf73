"""What a picture is of: a trained network with its data and predictions, several of them, or a sweep."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mlpcli.analysis.subject import Inputs, MisfitError, Run
from mlpcli.sweep.trial import Result

__all__ = ["Inputs", "MisfitError", "Run", "Subject", "Sweep"]


@dataclass(frozen=True, eq=False)
class Sweep:
    """The results of a sweep, what it looked for, and how many trials each point was to have."""

    folder: Path
    results: tuple[Result, ...]
    objective: str
    seeds: int


@dataclass(frozen=True, eq=False)
class Subject:
    """Runs, or one sweep."""

    runs: tuple[Run, ...] = ()
    swept: Sweep | None = None

    @property
    def run(self) -> Run:
        """The only run. Raises MisfitError."""
        if self.swept is not None:
            raise MisfitError(
                f"it shows a run, and this is a sweep; its best run is {self.swept.folder / 'best'}"
            )
        if len(self.runs) != 1:
            raise MisfitError(f"it shows one run, and these are {len(self.runs)}")
        return self.runs[0]

    @property
    def sweep(self) -> Sweep:
        """The sweep. Raises MisfitError."""
        if self.swept is None:
            raise MisfitError("it shows a sweep, and this is a run")
        return self.swept

    @property
    def title(self) -> str:
        """What it is called."""
        return self.swept.folder.name if self.swept else ", ".join(run.name for run in self.runs)
