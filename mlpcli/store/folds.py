"""The folder of a cross-validation: a run for each fold, and what they say together.

    runs/digits/
    ├── folds.json          how many folds, how each ended and scored, means and deviations
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
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {reason(error)}") from None
    except ValueError as error:
        raise CheckpointError(f"{path} is damaged: {error}") from None
    return facts


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
