"""Saves a run as one file and loads it: the only place that knows both the contents and the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from mlpcli.errors import CheckpointError
from mlpcli.store.atomic import write_bytes
from mlpcli.store.contents import Checkpoint, Data, Spec, Weights
from mlpcli.store.folds import fold_folder, is_cross_validation
from mlpcli.store.leaf import Leaf
from mlpcli.store.loader import Loaded, load_file
from mlpcli.store.seal import FORMAT_VERSION, seal
from mlpcli.store.shelf import Shelf
from mlpcli.store.tree import Tree, write_tree

FILE_NAME = "checkpoint.h5"


def save(path: Path, checkpoint: Checkpoint) -> None:
    """Replaces the file as a whole.

    Raises CheckpointError if the system refuses; ValueError or TypeError for what could not be loaded again.
    """
    for problem in checkpoint.problems():
        raise ValueError(problem)
    write_bytes(path, seal(write_tree(to_tree(checkpoint))))


def load(path: Path) -> Checkpoint:
    """The run in a file, or in a folder's checkpoint.h5. Raises CheckpointError."""
    path = locate(path)
    try:
        checkpoint = from_loaded(load_file(path))
        for problem in checkpoint.problems():
            raise CheckpointError(f"does not fit together: {problem}")
    except CheckpointError as error:
        raise CheckpointError(f"{path} {error}") from None
    return checkpoint


def locate(path: Path) -> Path:
    """The checkpoint that a path means: a file, or that of a run's folder."""
    try:
        if path.is_dir() and is_cross_validation(path):
            raise CheckpointError(
                f"{path} is a cross-validation, which mlp show, compare, eval and predict take as a "
                f"whole; name one of its folds: {fold_folder(path, 0)}"
            )
        return path / FILE_NAME if path.is_dir() else path
    except OSError:  # reading it will say why
        return path


def to_tree(checkpoint: Checkpoint) -> Tree:
    """The leaves as `contents` draws them."""
    spec, data, weights = checkpoint.spec, checkpoint.data, checkpoint.weights
    tree: dict[str, Leaf] = {
        "format_version": FORMAT_VERSION,
        "spec/resolved": spec.resolved,
        "spec/written": spec.written,
        "spec/overrides": json.dumps(spec.overrides),
        "spec/folder": spec.folder,
        "spec/name": spec.name,
        "data/fingerprint": data.fingerprint,
        "state": json.dumps(checkpoint.state),
        "metrics": json.dumps(checkpoint.metrics),
        "environment": json.dumps(checkpoint.environment),
        **({"baselines": json.dumps(checkpoint.baselines)} if checkpoint.baselines else {}),
    }
    folders = {
        "data/coding": data.coding,
        "data/partition": data.partition,
        "weights/last": weights.last,
        "weights/best": weights.best,
        "history": checkpoint.history,
        **{f"optimizer/{slot}": arrays for slot, arrays in checkpoint.slots.items()},
    }
    for folder, leaves in folders.items():
        tree |= {f"{folder}/{name}": leaf for name, leaf in leaves.items()}
    return tree


def from_loaded(loaded: Loaded) -> Checkpoint:
    """The inverse; every leaf must be there, be of its type, and have a place."""
    shelf = Shelf(loaded.tree)
    version = shelf.number("format_version")
    if loaded.seal not in (version, None):
        raise CheckpointError(f"contradicts itself: format version {version} inside the seal")
    slots: dict[str, dict[str, NDArray[Any]]] = {}
    for path, array in shelf.arrays("optimizer").items():
        slot, _, name = path.partition("/")
        slots.setdefault(slot, {})[name] = array
    checkpoint = Checkpoint(
        spec=spec_on(shelf),
        data=Data(
            coding=shelf.under("data/coding"),
            partition=shelf.arrays("data/partition"),
            fingerprint=shelf.text("data/fingerprint"),
        ),
        weights=Weights(last=shelf.arrays("weights/last"), best=shelf.arrays("weights/best")),
        slots=slots,
        state=shelf.object("state"),
        history=shelf.arrays("history"),
        metrics=shelf.object("metrics"),
        environment=shelf.object("environment"),
        sealed=loaded.seal is not None,
        baselines=shelf.object("baselines") if shelf.has("baselines") else {},
    )
    shelf.end()
    return checkpoint


def spec_on(shelf: Shelf) -> Spec:
    """Takes the spec's texts."""
    return Spec(
        resolved=shelf.text("spec/resolved"),
        written=shelf.text("spec/written"),
        overrides=shelf.texts("spec/overrides"),
        folder=shelf.text("spec/folder"),
        name=shelf.text("spec/name"),
    )
