"""The folder of a cross-validation: a run for each fold, and what they say together.

    runs/digits/
    ├── folds.json          how many folds, how each ended and scored; means, baselines, what was noticed
    ├── out_of_fold.csv     the prediction for every row by the network that has not learned from it
    ├── fold-1/             the run of the first fold, as any other run: checkpoint.h5, metrics.jsonl
    └── fold-2/ …

folds.json stands there from the first save on; until all folds have ended it has no "mean".
"""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from mlpcli.errors import CheckpointError
from mlpcli.store.atomic import reason, write_bytes

FOLDS, OUT_OF_FOLD = "folds.json", "out_of_fold.csv"

LISTS = {
    "results": {"fold", "epochs", "best_epoch", "checkpoint"},
    "diagnosis": {"finding", "number", "where", "advice"},
}
"""What every entry of a list has."""


def fold_folder(folder: Path, fold: int) -> Path:
    """The run of a fold, counted from 0; folders count from 1."""
    return folder / f"fold-{fold + 1}"


def is_cross_validation(folder: Path) -> bool:
    """Whether the folder holds folds, and is no run itself."""
    return (folder / FOLDS).is_file() and not (folder / "checkpoint.h5").exists()


def write_folds(folder: Path, facts: Mapping[str, Any]) -> None:
    """Replaces folds.json; numbers that are not finite become null."""
    write_bytes(folder / FOLDS, (json.dumps(_finite(facts), indent=1) + "\n").encode())


def read_folds(folder: Path) -> dict[str, Any]:
    """What folds.json says. Raises CheckpointError."""
    path = folder / FOLDS
    try:
        facts = json.loads(path.read_bytes())
        if not isinstance(facts, dict) or not isinstance(facts.get("folds"), int):
            raise ValueError("expected an object with the number of folds")
        _check(facts)
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {reason(error)}") from None
    except (TypeError, AttributeError, RecursionError):
        raise CheckpointError(f"{path} is damaged: it has another form than mlp gives it") from None
    except ValueError as error:
        raise CheckpointError(f"{path} is damaged: {error}") from None
    return facts


def _check(facts: Mapping[str, Any]) -> None:
    """Raises ValueError where something has another form than it was written in."""
    tables = [facts.get(name, {}) for name in ("mean", "std", "standard_error")]
    if len({_form(table) for table in tables}) > 1:
        raise ValueError("mean, std and standard_error are not of the same metrics")
    for name, wanted in LISTS.items():
        entries = facts.get(name, [])
        if not isinstance(entries, list) or not all(wanted <= set(entry) for entry in map(dict, entries)):
            raise ValueError(f"an entry of {name} lacks one of {', '.join(sorted(wanted))}")
    results, diagnosis = facts.get("results", []), facts.get("diagnosis", [])
    if not all(isinstance(fold["epochs"], int) and isinstance(fold["checkpoint"], str) for fold in results):
        raise ValueError("epochs are no number, or a checkpoint is no path")
    if not all(isinstance(finding["number"], float | int | None) for finding in diagnosis):
        raise ValueError("a finding has no number")
    compared = facts.get("baselines")
    if compared is not None:
        _form({model: compared.get(model) or {} for model in ("constant", "linear")})
        if not isinstance(compared.get("part"), str):
            raise ValueError("the baselines are of no part")


def _form(table: Mapping[str, Mapping[str, Any]]) -> str:
    """Which metrics of which parts it has numbers of."""
    if not all(isinstance(v, float | int | None) for metrics in table.values() for v in metrics.values()):
        raise ValueError("a metric is no number")
    return json.dumps({part: sorted(metrics) for part, metrics in table.items()}, sort_keys=True)


def clear(folder: Path, but: set[str]) -> None:
    """Removes what an older run of this name left, but for these folds."""
    with suppress(OSError):
        for path in folder.glob("fold-*"):
            if path.name not in but:
                shutil.rmtree(path, ignore_errors=True)
        for name in (FOLDS, OUT_OF_FOLD, "checkpoint.h5", "checkpoint.previous.h5", "metrics.jsonl"):
            (folder / name).unlink(missing_ok=True)


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _finite(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(entry) for entry in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
