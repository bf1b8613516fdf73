"""What is known of a sweep is what is on disk: finished trials, in files that are there or not.

runs/digits-sweep/
├── manifest.json       base spec, overrides of the base, data: what the results belong to
├── results/NAME.h5     results of the trials that trained together, sealed; written once, as a whole
├── candidates/ID.h5    checkpoint of the best trial of each of these files
├── sweep.h5            all results in one file, written at the end
└── best/checkpoint.h5  the best trial's, with its test metrics
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mlpcli.errors import CheckpointError, UsageError
from mlpcli.store.atomic import write_bytes
from mlpcli.store.checkpoint import save, sealed_tree
from mlpcli.store.seal import seal
from mlpcli.store.shelf import Shelf
from mlpcli.store.tree import write_tree
from mlpcli.sweep.train import Outcome
from mlpcli.sweep.trial import Result

ARRAYS = "history"
SUMMARY = "sweep.h5"


class Ledger:
    """The folder of a sweep. Opening it with another base or other data than it began with is refused."""

    def __init__(self, folder: Path, manifest: Mapping[str, str]):
        self.folder = folder
        self._results, self._candidates = folder / "results", folder / "candidates"
        for child in (self._results, self._candidates):
            child.mkdir(parents=True, exist_ok=True)
        known = folder / "manifest.json"
        if known.exists():
            _check_same(folder, json.loads(known.read_text(encoding="utf-8")), manifest)
        else:
            write_bytes(known, json.dumps(dict(manifest), indent=1).encode())

    def add(self, outcome: Outcome) -> None:
        """Keeps what came out of a stack: first the checkpoint, then the results that make it count."""
        if outcome.checkpoint is not None:
            save(self.candidate(outcome.best), outcome.checkpoint)
        first = outcome.results[0].identity
        write_results(self._results / f"{first}-{len(outcome.results)}.h5", outcome.results)

    def candidate(self, identity: str) -> Path:
        """Where the checkpoint of a trial stands, if it was the best of its stack."""
        return self._candidates / f"{identity}.h5"

    def results(self) -> dict[str, Result]:
        """Every finished trial by identity; a file that cannot be read counts as not there."""
        found: dict[str, Result] = {}
        for path in sorted(self._results.glob("*.h5")):
            try:
                found |= {result.identity: result for result in read_results(path)}
            except CheckpointError:
                continue
        return found

    def write_summary(self, results: Sequence[Result], objective: str, seeds: int) -> None:
        """All results in one file, and what they were compared by."""
        write_results(self.folder / SUMMARY, results, objective=objective, seeds=seeds)


def read_summary(folder: Path) -> tuple[list[Result], str, int]:
    """The results of a sweep that has ended, its objective, and the seeds of a point. CheckpointError."""
    entries = _header(folder / SUMMARY)
    return read_results(folder / SUMMARY), str(entries["objective"]), int(entries["seeds"])


def write_results(path: Path, results: Sequence[Result], **facts: str | int) -> None:
    """A sealed HDF5 file: `results`, a JSON object with their list, and history/<i>/<column>."""
    entries = [{k: v for k, v in asdict(result).items() if k != ARRAYS} for result in results]
    tree: dict[str, Any] = {"results": json.dumps({**facts, "results": entries})}
    for i, result in enumerate(results):
        tree |= {f"{ARRAYS}/{i}/{name}": column for name, column in result.history.items()}
    write_bytes(path, seal(write_tree(tree)))


def read_results(path: Path) -> list[Result]:
    """The inverse. Raises CheckpointError."""
    try:
        shelf = Shelf(sealed_tree(path))
        entries = shelf.object("results")["results"]
        return [Result(**entry, history=shelf.arrays(f"{ARRAYS}/{i}")) for i, entry in enumerate(entries)]
    except CheckpointError as error:
        raise CheckpointError(f"{path} {error}") from None
    except (KeyError, TypeError) as error:
        raise CheckpointError(f"{path} is damaged: {error}") from None


def _header(path: Path) -> dict[str, Any]:
    try:
        return Shelf(sealed_tree(path, only=("results",))).object("results")
    except CheckpointError as error:
        raise CheckpointError(f"{path} {error}") from None


def _check_same(folder: Path, known: Mapping[str, str], now: Mapping[str, str]) -> None:
    for key, value in now.items():
        old = str(known.get(key, ""))
        if old != value:
            before, after = old.splitlines(), value.splitlines()
            changes = [f"  - {line}" for line in before if line not in after]
            changes += [f"  + {line}" for line in after if line not in before]
            raise UsageError(
                f"{folder} holds a sweep whose {key} was another:\n"
                + "\n".join(changes)
                + "\ngive this sweep "
                "another name (--name), or start over (--force)"
            )
