"""Saves a run as one file and loads it: the only place that knows both the contents and the file."""

from __future__ import annotations

import json
from collections.abc import Container
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from mlpcli.errors import CheckpointError
from mlpcli.store.atomic import reason, write_bytes
from mlpcli.store.contents import Checkpoint, Data, Spec, Weights
from mlpcli.store.folds import fold_folder, is_cross_validation
from mlpcli.store.leaf import Leaf
from mlpcli.store.seal import FORMAT_VERSION, USER_BLOCK, check_magic, seal, unseal
from mlpcli.store.shelf import Shelf
from mlpcli.store.tree import Tree, read_tree, write_tree

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
        checkpoint = from_tree(sealed_tree(path))
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
                f"{path} is a cross-validation (mlp show {path} tells of it): name one of its folds, such as "
                f"{fold_folder(path, 0)}"
            )
        return path / FILE_NAME if path.is_dir() else path
    except OSError:  # reading it will say why
        return path


def sealed_tree(path: Path, only: Container[str] | None = None) -> Tree:
    """The tree in a file, after its seal is checked; `only` what begins with these names.

    Raises CheckpointError, its message a clause whose subject is the file.
    """
    try:
        with path.open("rb") as stream:
            check_magic(stream.read(2 * USER_BLOCK))
            stream.seek(0)
            data = stream.read()
    except FileNotFoundError:
        raise CheckpointError("cannot be read: there is no such file") from None
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        raise CheckpointError(f"cannot be read: {reason(error)}") from None
    unseal(data)
    return read_tree(data, only)


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


def from_tree(tree: Tree) -> Checkpoint:
    """The inverse; every leaf must be there, be of its type, and have a place."""
    shelf = Shelf(tree)
    version = shelf.number("format_version")
    if version != FORMAT_VERSION:
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
