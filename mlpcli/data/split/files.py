"""Parts that somebody else has divided already, each in a file of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Discriminator, Field, Tag

from mlpcli.data.source import AnySource, Source
from mlpcli.data.split.base import Part, Partition, Split, set_apart


def _fraction_or_source(value: Any) -> str:
    return "fraction" if isinstance(value, int | float) else "source"


FractionOrSource: TypeAlias = Annotated[
    Annotated[float, Field(ge=0, lt=1), Tag("fraction")] | Annotated[AnySource, Tag("source")],
    Discriminator(_fraction_or_source),
]


class Files(Split):
    """The test rows (and, if given so, the validation rows) are in files of their own.

    All rows of the data's `source` that validation does not take are for training. A fraction for
    validation is drawn as `random` draws it.

    >>> split = Files.model_validate({"test": "test.csv", "validation": 0.2})
    >>> parts = split.rows(10, None)
    >>> len(parts.train), len(parts.validation), len(parts.test), sorted(split.sources())
    (8, 2, 0, ['test'])
    """

    kind: Literal["files"] = "files"
    test: AnySource = Field(description="the source of the test rows: a path, or any source")
    validation: FractionOrSource = Field(
        0.15, description="a share of the rows of `source`, or the source of the validation rows"
    )
    seed: int = Field(
        0, ge=0, lt=2**63, description="of this split; the experiment's seed does not move rows"
    )

    def rows(self, n: int, labels: NDArray[np.intp] | None, keys: NDArray[Any] | None = None) -> Partition:
        """Divides the n rows of `source`; there are no test rows among them."""
        fraction = self.validation if isinstance(self.validation, float) else 0.0
        train, validation = set_apart(np.arange(n), fraction, self.seed)
        return Partition(train=train, validation=validation, test=np.empty(0, np.intp))

    def sources(self) -> Mapping[Part, Source]:
        """The sources of the test rows and, if they have one, the validation rows."""
        if isinstance(self.validation, float):
            return {"test": self.test}
        return {"validation": self.validation, "test": self.test}
