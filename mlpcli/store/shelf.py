"""Takes the leaves of a tree that was read one by one, each of the type it must have, until none is left."""

from __future__ import annotations

import json
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from mlpcli.errors import CheckpointError
from mlpcli.store.leaf import Leaf
from mlpcli.store.tree import Tree

T = TypeVar("T")


class Shelf:
    """Every method raises CheckpointError, its message a clause whose subject is the file."""

    def __init__(self, tree: Tree):
        self._leaves = dict(tree)

    def has(self, name: str) -> bool:
        """Whether there is a leaf of this name; for what not every run has."""
        return name in self._leaves

    def text(self, name: str) -> str:
        """The text of this name."""
        return _typed(name, self._take(name), str)

    def number(self, name: str) -> int:
        """The whole number of this name."""
        return _typed(name, self._take(name), int)

    def object(self, name: str) -> dict[str, Any]:
        """The JSON object of this name."""
        return _typed(name, self._json(name), dict)

    def texts(self, name: str) -> tuple[str, ...]:
        """The JSON list of texts of this name."""
        return tuple(_typed(name, entry, str) for entry in _typed(name, self._json(name), list))

    def array(self, name: str) -> NDArray[Any]:
        """The array of this name."""
        return _typed(name, self._take(name), np.ndarray)

    def under(self, folder: str) -> dict[str, Leaf]:
        """All that stands below a path; their names without it."""
        start = f"{folder}/"
        names = [name for name in self._leaves if name.startswith(start)]
        return {name.removeprefix(start): self._leaves.pop(name) for name in names}

    def arrays(self, folder: str) -> dict[str, NDArray[Any]]:
        """The arrays below a path; there must be nothing else."""
        leaves = self.under(folder)
        return {name: _typed(f"{folder}/{name}", leaf, np.ndarray) for name, leaf in leaves.items()}

    def end(self) -> None:
        """Nothing may be left."""
        for name in self._leaves:
            raise CheckpointError(f"holds {name!r}, which has no place in a checkpoint")

    def _take(self, name: str) -> Leaf:
        if name not in self._leaves:
            raise CheckpointError(f"is incomplete: it has no {name!r}")
        return self._leaves.pop(name)

    def _json(self, name: str) -> Any:
        try:
            return json.loads(self.text(name))
        except (ValueError, RecursionError) as error:
            raise CheckpointError(f"is damaged: {name!r} is not JSON ({error})") from None


def _typed(name: str, value: Any, expected: type[T]) -> T:
    if not isinstance(value, expected) or isinstance(value, bool):
        raise CheckpointError(f"is damaged: {name!r} is not of type {expected.__name__}")
    return value
