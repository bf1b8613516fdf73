"""The YAML section `training`: how long, in what portions, and with what numbers."""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from mlpcli.arrays import Precision
from mlpcli.component import Component
from mlpcli.errors import DataError
from mlpcli.experiment.duration import Duration
from mlpcli.experiment.interval import Every, Interval
from mlpcli.sampling import AnySampling
from mlpcli.sampling.shuffled import Shuffled

FEWEST_UPDATES = 16
"""An epoch has at least so many with the default batch: a small table learns in 100 epochs too."""

USUAL_BATCH = 32
"""Rows of a default batch, where there are enough for it."""


class Training(Component):
    """How long, in what portions, and with what numbers."""

    structural: ClassVar[frozenset[str]] = frozenset({"batch_size"})

    epochs: int = Field(100, ge=0, description="passes over the training rows, at most; 0 trains nothing")
    batch_size: Annotated[int, Field(ge=1)] | Literal["all", "auto"] = Field(
        "auto",
        description="rows an update, drawn as `sampling` says; all: the whole set; auto: 32, or fewer if "
        "that leaves less than 16 updates an epoch",
    )
    sampling: AnySampling = Field(Shuffled(), description="which rows make up a batch")
    precision: Precision = Field("float32", description="type of the numbers: float32 or float64")
    threads: Annotated[int, Field(ge=1, le=1024)] | Literal["auto"] = Field(
        "auto",
        description="threads of matrix products; auto: one for small networks, else as many as there are "
        "cores, which share the rows of a batch where they can (up to 8: a little slower, and tame beside a "
        "busy neighbour)",
    )
    save_every: Every = Field(
        Interval(seconds=10.0),
        description="how often the run is saved while it trains: 5 (epochs), 200 batches, 30 s, or a mapping "
        "of several of these, of which the first to pass counts; the end of the training is always saved",
    )
    time_limit: Duration | None = Field(
        None,
        description="stop after the batch in which training, all continuations together, has taken so long: "
        "seconds, or a duration as 90s, 10m, 2h; --resume with more time goes on; null: any time",
    )
    loss_limit: float | None = Field(
        None,
        description="stop after an epoch whose training or validation loss is above this; null: any loss",
    )

    kernels: Literal["auto", "numpy", "fast"] = Field(
        "auto",
        description="what computes a step: numpy; fast: loops compiled by Numba (the extra `fast`), equal to "
        "rounding; auto: fast where it is installed, knows the network, and saves more than it takes to load",
    )

    def fitted_to(self, rows: int) -> Training:
        """With a default batch that suits the number of training rows; one that was asked for stays.

        >>> [Training().fitted_to(rows).batch_size for rows in (10, 105, 10_000)]
        [1, 4, 32]
        """
        if self.batch_size == "all":
            return self
        if self.batch_size == "auto":
            return self.model_copy(update={"batch_size": self.batch_of(rows)})
        if self.batch_size > rows:
            raise DataError(
                f"training.batch_size is {self.batch_size}, but there are {rows} rows to learn from; "
                f"set it to {rows} or less, or to all"
            )
        return self

    def batch_of(self, rows: int) -> int:
        """How many of `rows` training rows a full batch has.

        >>> Training(batch_size="all").batch_of(105), Training(batch_size=64).batch_of(105)
        (105, 64)
        """
        if self.batch_size == "all":
            return rows
        if self.batch_size == "auto":
            fitting: int = 2 ** int(math.log2(max(rows / FEWEST_UPDATES, 1)))
            return min(fitting, USUAL_BATCH)
        return min(self.batch_size, rows)
