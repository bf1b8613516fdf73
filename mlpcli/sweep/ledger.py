"""What is known of a sweep is what is on disk: finished trials, in files that are there or not.

runs/digits-sweep/
├── manifest.json       what the results belong to (base spec, data), and the sweep as it was asked for
├── results/NAME.h5     results of the trials that trained together, sealed; written once, as a whole
├── candidates/ID.h5    checkpoint of the best trial of each of these files
├── paused/NAME.h5      where trials stand that may go on; can be lost: they would start from the beginning
├── claims/, workers/   who trains what, while it lasts
├── sweep.h5            all results in one file, written at the end
└── best/checkpoint.h5  the best trial's, with its test metrics
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mlpcli.errors import CheckpointError, UsageError
from mlpcli.store.atomic import write_bytes
from mlpcli.store.checkpoint import save
from mlpcli.sweep.results import read_all, read_results, write_results
from mlpcli.sweep.shelved import read_paused, write_paused
from mlpcli.sweep.train import Outcome
from mlpcli.sweep.trial import Result
from mlpcli.training.pause import Paused

SUMMARY, MANIFEST = "sweep.h5", "manifest.json"

BINDING = ("base", "data", "folder")
"""The entries of the manifest that the results belong to."""


class Ledger:
    """The folder of a sweep. Opening it with another base or other data than it began with is refused."""

    def __init__(self, folder: Path, manifest: Mapping[str, str]):
        self.folder = folder
        self._results, self._candidates = folder / "results", folder / "candidates"
        self._paused = folder / "paused"
        for child in (self._results, self._candidates, self._paused):
            child.mkdir(parents=True, exist_ok=True)
        self._read: set[str] = set()
        self._known: dict[str, dict[int, Result]] = {}
        self._places: dict[tuple[str, int], Path] = {}
        path = folder / MANIFEST
        known = read_manifest(folder) if path.exists() else {}
        if known:
            _check_same(folder, known, manifest)
        if known != manifest:
            write_bytes(path, json.dumps(dict(manifest), indent=1).encode())

    def add(self, outcome: Outcome) -> None:
        """Keeps what came out of a stack: first what it goes on from, then what makes it count."""
        first = outcome.results[0]
        name = f"{first.identity}-{len(outcome.results)}-{first.until}.h5"
        if outcome.paused:
            write_paused(self._paused / name, outcome.paused)
        if outcome.checkpoint is not None:
            save(self.candidate(outcome.best), outcome.checkpoint)
        write_results(self._results / name, outcome.results)
        self._take(name, outcome.results)

    def candidate(self, identity: str) -> Path:
        """Where the checkpoint of a trial stands, if it was the best of its stack."""
        return self._candidates / f"{identity}.h5"

    def refresh(self) -> list[Result]:
        """Reads what has been written since, by whomever; a file that cannot be read counts as not there."""
        new: list[Result] = []
        for name in sorted({path.name for path in self._results.glob("*.h5")} - self._read):
            try:
                results = read_results(self._results / name)
            except CheckpointError:
                self._read.add(name)
                continue
            self._take(name, results)
            new += results
        return new

    def result(self, identity: str, until: int) -> Result | None:
        """A trial as it was after this epoch, or as it ended before; None if that is not known."""
        found = self._known.get(identity, {})
        if until in found:
            return found[until]
        ended = (result for epoch, result in found.items() if result.ended and epoch < until)
        return next(ended, None)

    def begun(self, identity: str, until: int) -> int:
        """After how many epochs, less than these, the trial can be taken up; 0 to begin it."""
        epochs = [epoch for who, epoch in self._places if who == identity and epoch < until]
        return max(epochs, default=0)

    def paused(self, wanted: Sequence[tuple[str, int]]) -> tuple[Paused, ...]:
        """Trials by identity and epoch; () if one of them cannot be read."""
        files: dict[Path, dict[str, Paused]] = {}
        found = []
        for identity, epoch in wanted:
            path = self._places[identity, epoch]
            try:
                found.append(files.setdefault(path, read_paused(path))[identity])
            except (CheckpointError, KeyError):
                del self._places[identity, epoch]
                return ()
        return tuple(found)

    def write_summary(self, results: Sequence[Result], objective: str, seeds: int) -> None:
        """All results in one file, and what they were compared by. Nothing goes on after it."""
        write_results(self.folder / SUMMARY, results, objective=objective, seeds=seeds)
        shutil.rmtree(self._paused, ignore_errors=True)

    def _take(self, name: str, results: Sequence[Result]) -> None:
        self._read.add(name)
        for result in results:
            self._known.setdefault(result.identity, {})[result.until] = result
            if not result.ended and (self._paused / name).exists():
                self._places[result.identity, result.until] = self._paused / name


def read_manifest(folder: Path) -> dict[str, str]:
    """What a sweep's folder says of it. Raises CheckpointError."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CheckpointError(f"{folder} holds no sweep: it has no {MANIFEST}") from None
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{folder / MANIFEST} cannot be read: {error}") from None
    if not isinstance(manifest, dict):
        raise CheckpointError(f"{folder / MANIFEST} is damaged: expected a JSON object")
    return manifest


def read_summary(folder: Path) -> tuple[list[Result], str, int]:
    """The results of a sweep that has ended, its objective, and the trials of a point. CheckpointError."""
    results, facts = read_all(folder / SUMMARY)
    return results, str(facts["objective"]), int(facts["seeds"])


def _check_same(folder: Path, known: Mapping[str, Any], now: Mapping[str, str]) -> None:
    for key in BINDING:
        old, new = str(known.get(key, "")), str(now.get(key, ""))
        if old != new:
            before, after = old.splitlines(), new.splitlines()
            changes = [f"  - {line}" for line in before if line not in after]
            changes += [f"  + {line}" for line in after if line not in before]
            raise UsageError(
                f"{folder} holds a sweep whose {key} was another:\n"
                + "\n".join(changes)
                + "\ngive this sweep another name (--name), or start over (--force)"
            )
