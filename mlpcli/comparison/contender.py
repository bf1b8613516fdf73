"""What is compared: a run, a cross-validation, or the best trial of a sweep."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlpcli.cross_validation.opened import CrossValidated, open_run
from mlpcli.errors import CheckpointError, UsageError
from mlpcli.store.checkpoint import FILE_NAME
from mlpcli.store.facts import facts
from mlpcli.store.trained import Trained

Scores = Mapping[str, Mapping[str, Any]]
"""Metrics by part: {"test": {"loss": 0.08, …}, …}."""

BY_FOLD = ("epochs", "best_epoch", "stop_reason")
"""Facts that each fold of a cross-validation has for itself."""


@dataclass(frozen=True, eq=False)
class Contender:
    """A run under a name that no other has here; facts and metrics as `mlp show` tells them.

    The metrics of a cross-validation are the means over its folds, `std` their deviations.
    """

    name: str
    run: Trained | CrossValidated
    facts: Mapping[str, Any]
    metrics: Scores
    std: Scores

    def told(self) -> dict[str, Any]:
        """All of it, for JSON."""
        spread = {"std": self.std} if self.std else {}
        return {**self.facts, "run": self.name, "metrics": self.metrics, **spread}


def contenders(paths: Sequence[Path]) -> list[Contender]:
    """Opens them all. Raises UsageError for fewer than two, CheckpointError as opening does."""
    if len(paths) < 2:
        raise UsageError("mlp compare needs two runs or more, such as: mlp compare runs/a runs/b")
    places = [_place(path) for path in paths]
    for path, place in zip(paths, places, strict=True):
        if places.count(place) > 1:
            raise UsageError(f"{path} is named twice; name different runs")
    return [_opened(path, name) for path, name in zip(paths, short_names(places), strict=True)]


def short_names(places: Sequence[Path]) -> list[str]:
    """As much of the end of each path as tells it from all others.

    >>> short_names([Path("/runs/a"), Path("/runs/b"), Path("/old/b")])
    ['a', 'runs/b', 'old/b']
    """
    names = []
    for place in places:
        others = [other.parts for other in places if other != place]
        length = 1
        while length < len(place.parts) and any(o[-length:] == place.parts[-length:] for o in others):
            length += 1
        names.append("/".join(place.parts[-length:]))
    return names


def _place(path: Path) -> Path:
    """The folder of a run, or a file that is not the one that its folder stands for."""
    place = Path(os.path.abspath(path))  # noqa: PTH100  (resolve would follow links, which are names too)
    return place.parent if place.name == FILE_NAME else place


def _opened(path: Path, name: str) -> Contender:
    try:
        is_sweep = (path / "sweep.h5").exists()
    except (OSError, ValueError):  # opening it will say why
        is_sweep = False
    run = open_run(_winner(path) if is_sweep else path)
    if isinstance(run, CrossValidated):
        return Contender(name, run, _together(run), run.facts.get("mean", {}), run.facts.get("std", {}))
    return Contender(name, run, facts(run, run.model().network), run.checkpoint.metrics, {})


def _winner(sweep: Path) -> Path:
    winner = sweep / "best" / FILE_NAME
    if not winner.exists():
        raise CheckpointError(f"{sweep} is a sweep without a best trial ({winner} is not there)")
    return winner


def _together(run: CrossValidated) -> dict[str, Any]:
    each = [facts(fold, fold.model().network) for fold in run.folds]
    return {
        "checkpoint": run.path.as_posix(),
        "folds": len(each),
        **{name: [own[name] for own in each] for name in BY_FOLD},
        "seconds": run.facts.get("seconds"),
        "parameters": each[0]["parameters"],
        "rows": [own["rows"] for own in each],
    }
