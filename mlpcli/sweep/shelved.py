"""Paused trials <-> a sealed HDF5 file: their arrays in stacks, all else as JSON.

index                 JSON list: identity, generators, best epoch of each trial, and its columns
last, best, slots/m   (trials, P)
history/…             one table, as in the results
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from mlpcli.errors import CheckpointError
from mlpcli.store.atomic import write_bytes
from mlpcli.store.loader import sealed_tree
from mlpcli.store.record import columns, epochs
from mlpcli.store.seal import seal
from mlpcli.store.shelf import Shelf
from mlpcli.store.tree import write_tree
from mlpcli.sweep.results import COLUMNS, HISTORY
from mlpcli.sweep.table import joined, parted
from mlpcli.training.pause import Paused
from mlpcli.training.state import Weights


def write_paused(path: Path, paused: Mapping[str, Paused]) -> None:
    """By identity; all of one stack, so of equal shapes."""
    every = list(paused.values())
    histories = [columns(one.history) for one in every]
    index = [
        {
            "identity": identity,
            "batches": one.batches,
            "noise": one.noise,
            "best": one.best,
            COLUMNS: list(history),
        }
        for (identity, one), history in zip(paused.items(), histories, strict=True)
    ]
    tree: dict[str, Any] = {
        "index": json.dumps({"trials": index}),
        "last": np.stack([one.weights.last for one in every]),
        "best": np.stack([one.weights.best for one in every]),
    }
    for name in every[0].weights.slots:
        tree[f"slots/{name}"] = np.stack([one.weights.slots[name] for one in every])
    tree |= {f"{HISTORY}/{name}": column for name, column in joined(histories).items()}
    write_bytes(path, seal(write_tree(tree)))


def read_paused(path: Path) -> dict[str, Paused]:
    """The inverse. Raises CheckpointError."""
    try:
        shelf = Shelf(sealed_tree(path))
        index = shelf.object("index")["trials"]
        histories = parted(shelf.arrays(HISTORY), [entry[COLUMNS] for entry in index])
        slots = shelf.arrays("slots")
        last, best = (shelf.array(name) for name in ("last", "best"))
        return {
            entry["identity"]: Paused(
                weights=Weights(last[i], best[i], {name: slot[i] for name, slot in slots.items()}),
                batches=entry["batches"],
                noise=entry["noise"],
                best=tuple(entry["best"]),
                history=tuple(epochs(histories[i])),
            )
            for i, entry in enumerate(index)
        }
    except CheckpointError as error:
        raise CheckpointError(f"{path} {error}") from None
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise CheckpointError(f"{path} is damaged: {error}") from None
