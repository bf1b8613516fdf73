"""Weights of a network that was trained before."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mlpcli.arrays import Array, Generator
from mlpcli.component import auto
from mlpcli.initialization import AnyInitialization
from mlpcli.initialization.base import Initialization
from mlpcli.initialization.zeros import Zeros


class Checkpoint(Initialization):
    """The layer's arrays (weights, biases, running statistics) as they stand in a checkpoint's best epoch.

    Arrays are taken by name, such as 0_dense/W, of layers in which no shape differs; the others start as
    `otherwise` says, which may be another checkpoint. Where this is the spec's `initialization`, layers with
    one of their own keep that: so a trunk can be taken and a head begun anew. The file is read once, when
    the training starts; continuing it needs the file no more.

    *Source:* Lepetit (multitask learning shares a trunk; here it is one that was trained before).

    >>> import numpy as np
    >>> kind = Checkpoint(path="runs/a", otherwise=Zeros())
    >>> kind.sample((2,), 1, 2, np.random.default_rng(0)).tolist()  # of an array that is not there
    [0.0, 0.0]
    """

    kind: Literal["checkpoint"] = "checkpoint"
    path: str = Field(min_length=1, description="checkpoint.h5 or its run's folder, from the spec's folder")
    otherwise: Annotated[AnyInitialization | None, auto] = Field(
        None, description="of arrays that are not in the file or of another shape; auto: as without it"
    )

    def completed(self, usual: Initialization) -> Checkpoint:
        """With `otherwise` filled in."""
        return self.model_copy(update={"otherwise": (self.otherwise or usual).completed(usual)})

    def sample(self, shape: tuple[int, ...], fan_in: int, fan_out: int, generator: Generator) -> Array:
        """What stands there unless the file has it: as `otherwise` says, zeros for biases."""
        return (self.otherwise or Zeros()).sample(shape, fan_in, fan_out, generator)
