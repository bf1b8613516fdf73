"""Did you mean: the nearest of the names that could stand at a place."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import lru_cache

from mlpcli.config.keys import join
from mlpcli.config.shape import Shape

_DEEPEST = 4


def nearest(name: str, names: Iterable[str], likeness: float = 0.6) -> str | None:
    """The name that was probably meant: equal but for case and dashes, misspelled, its initials, or a part.

    >>> known = ["learning_rate", "beta1", "epsilon"]
    >>> [nearest(name, known) for name in ("lerning_rate", "Learning-Rate", "lr", "rate", "units")]
    ['learning_rate', 'learning_rate', 'learning_rate', 'learning_rate', None]
    >>> nearest("l3", ["dropout", "l1", "l2"])
    'l2'
    """
    if not 0 < len(name) <= 60:
        return None
    plain = name.lower().replace("-", "_").replace(" ", "_")
    known = {candidate.lower(): candidate for candidate in names}
    close = difflib.get_close_matches(plain, known, n=1, cutoff=likeness)
    if plain in known or close:
        return known[plain if plain in known else close[0]]
    for lower, candidate in known.items():
        parts = lower.split("_")
        if len(parts) > 1 and (plain in parts or plain == "".join(part[:1] for part in parts)):
            return candidate
    short = [lower for lower in known if len(lower) == len(plain) <= 3]  # one letter of two or three
    close = difflib.get_close_matches(plain, short, n=1, cutoff=0.5)
    return known[close[0]] if close else None


def elsewhere(root: Shape, name: str) -> str | None:
    """The dotted key, anywhere in the spec, that ends in `name` or in something much like it."""
    keys = _keys(root)
    near = name if name in keys else nearest(name, keys, likeness=0.8)
    return keys[near] if near else None


@lru_cache(maxsize=4)
def _keys(root: Shape) -> dict[str, str]:
    """Names of keys, each with the shortest dotted key that ends in it.

    Mappings only: in a list an index would have to be invented. The kind is left out: `optimizer.beta1`.
    """
    found: dict[str, str] = {}
    level: list[tuple[tuple[str, ...], Shape]] = [((), root)]
    for _ in range(_DEEPEST):
        below: list[tuple[tuple[str, ...], Shape]] = []
        for path, shape in level:
            for key, child in shape.fields.items():
                found.setdefault(key, join((*path, key)))
                below += [((*path, key), option) for option in options(child)]
        level = below
    return found


def options(shape: Shape) -> list[Shape]:
    """The components that may stand here, whatever union they are reached through."""
    if shape.type == "model":
        return [shape]
    return [option for part in (*shape.kinds.values(), *shape.branches) for option in options(part)]
