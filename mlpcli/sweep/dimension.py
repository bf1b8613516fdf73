"""The space of a sweep: dimensions, each with a value for one key or for several at once.

An axis is a dimension; all entries of `together` are one dimension, whose values are the entries.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mlpcli.config.document import Path
from mlpcli.sweep.axis import Axis
from mlpcli.sweep.trial import Overrides
from mlpcli.sweep.value import begins, holds, parts


@dataclass(frozen=True, eq=False)
class Dimension:
    """An axis of one key; or, without a key, one whose values are mappings of several keys.

    `path` is where it stands in the sweep file.
    """

    axis: Axis
    path: Path
    key: str | None = None

    def setting(self, value: Any) -> Overrides:
        """What a value of the axis changes."""
        return value if self.key is None else {self.key: value}

    @property
    def settings(self) -> list[Overrides]:
        """What every value changes; nothing for a range of numbers."""
        return [self.setting(value) for value in self.axis.values_in_order]

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys that it sets."""
        if self.key is not None:
            return (self.key,)
        return tuple(dict.fromkeys(key for entry in self.settings for key in entry))


@dataclass(frozen=True)
class Space:
    """All dimensions, in the order written."""

    dimensions: tuple[Dimension, ...]

    @property
    def size(self) -> float:
        """How many ways there are to choose a value from each dimension."""
        return math.prod(dimension.axis.count for dimension in self.dimensions)

    @cached_property
    def conditional(self) -> bool:
        """Whether some dimension counts only under a condition."""
        return any(dimension.axis.when for dimension in self.dimensions)

    def overrides(self, values: Sequence[Any]) -> Overrides:
        """What one value from each dimension changes together, outer keys before inner ones.

        A dimension whose condition does not hold is left out, and with it those that depend on it:
        conditions ask for values that are set, so leaving one out never makes another hold.
        """
        settings = [d.setting(value) for d, value in zip(self.dimensions, values, strict=True)]
        merged = _merged(settings)
        if self.conditional:
            kept = list(zip(self.dimensions, settings, strict=True))
            while True:
                still = [(d, setting) for d, setting in kept if holds(d.axis.when, merged)]
                if len(still) == len(kept):
                    break
                kept, merged = still, _merged([setting for _, setting in still])
        return {key: merged[key] for key in self._order if key in merged}

    @cached_property
    def _order(self) -> list[str]:
        """All keys as written, but each behind the keys that lead to it."""
        keys = list(dict.fromkeys(key for dimension in self.dimensions for key in dimension.keys))
        place = {key: i for i, key in enumerate(keys)}

        def rank(key: str) -> tuple[int, int]:
            outer = min((other for other in keys if begins(parts(key), parts(other))), key=_depth)
            return place[outer], _depth(key)

        return sorted(keys, key=rank)


def _merged(settings: Sequence[Overrides]) -> Mapping[str, Any]:
    return {key: value for setting in settings for key, value in setting.items()}


def _depth(key: str) -> int:
    return len(parts(key))
