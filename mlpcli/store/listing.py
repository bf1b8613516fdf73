"""The runs in a folder, each with what a table of them shows; one that cannot be read says why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from mlpcli.errors import CheckpointError, UsageError
from mlpcli.store.atomic import reason
from mlpcli.store.checkpoint import FILE_NAME, spec_on
from mlpcli.store.contents import Arrays, Spec
from mlpcli.store.folds import FOLDS, read_folds
from mlpcli.store.loader import load_file
from mlpcli.store.runs import METRICS
from mlpcli.store.shelf import Shelf

_SHOWN = ("spec", "state", "history", "metrics")
"""Weights and preprocessing stay unread. The whole file is checked against its seal all the same."""


@dataclass(frozen=True, eq=False)
class RunInfo:
    """A run at a glance. `problem` is a clause about it ("is damaged: …"), and then the rest is empty."""

    folder: Path
    modified: datetime
    problem: str = ""
    spec: Spec | None = None
    state: Mapping[str, Any] = field(default_factory=dict)
    history: Arrays = field(default_factory=dict)
    metrics: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """That of its folder."""
        return self.folder.name

    @property
    def epochs(self) -> int:
        """How many are done."""
        return int(max(self.history.get("epoch", ()), default=0))


def list_runs(folder: Path) -> list[RunInfo]:
    """The runs in it: the folders with a checkpoint or metrics, digits-2 before digits-10.

    Raises UsageError if the folder itself cannot be read.
    """
    try:
        found = [child for child in folder.iterdir() if child.is_dir()]
    except (OSError, ValueError) as error:
        raise UsageError(f"{folder} cannot be read: {reason(error)}; expected a folder of runs") from None
    infos = (_info(child) for child in sorted(found, key=lambda child: _naturally(child.name)))
    return [info for info in infos if info is not None]


def _info(folder: Path) -> RunInfo | None:
    """None for what is no run."""
    try:
        present = next(filter(Path.is_file, (folder / FILE_NAME, folder / METRICS, folder / FOLDS)), None)
        if present is None:
            return None
        modified = datetime.fromtimestamp(present.stat().st_mtime, UTC)
    except OSError as error:
        return RunInfo(folder, datetime.fromtimestamp(0, UTC), problem=f"cannot be read: {reason(error)}")
    if present.name == METRICS:
        return RunInfo(folder, modified, problem="has not saved yet")
    try:
        if present.name == FOLDS:
            return _cross_validation(folder, modified)
        shelf = Shelf(load_file(present, only=_SHOWN).tree)
        return RunInfo(
            folder,
            modified,
            spec=spec_on(shelf),
            state=shelf.object("state"),
            history=shelf.arrays("history"),
            metrics=shelf.object("metrics"),
        )
    except CheckpointError as error:
        return RunInfo(folder, modified, problem=str(error))


def _cross_validation(folder: Path, modified: datetime) -> RunInfo:
    """The means of its folds, and the most epochs that one has had."""
    facts = read_folds(folder)
    results = facts.get("results", ())
    epochs = np.array([max((fold["epochs"] for fold in results), default=0)])
    ended = f"{facts['folds']} folds" if "mean" in facts else "interrupted"
    state = {"reason": ended, "seconds": facts.get("seconds")}
    return RunInfo(folder, modified, state=state, history={"epoch": epochs}, metrics=facts.get("mean", {}))


def _naturally(name: str) -> list[tuple[str, int]]:
    """Sorts numbers in names by value: each text with the number behind it.

    >>> sorted(["digits-10", "digits-2", "digits"], key=_naturally)
    ['digits', 'digits-2', 'digits-10']
    """
    return [(text, int(number or -1)) for text, number in re.findall(r"([^0-9]*)([0-9]{0,18})", name)]
