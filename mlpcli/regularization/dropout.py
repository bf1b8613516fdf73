"""Dropout on the whole network: units and inputs left out at random."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mlpcli.regularization.base import Regularization


class Dropout(Regularization):
    """Puts a dropout layer behind every hidden layer, and one on the inputs if `input_rate` is not 0.

    The classical rates are 0.5 for hidden units and 0.2 for inputs. For a dropout layer in one place, write
    it into `architecture.layers`; what it computes is said there.

    *Source:* Laurent (regularization); Lepetit (dropout); Srivastava et al. 2014.

    >>> Dropout(input_rate=0.2).rate
    0.5
    """

    kind: Literal["dropout"] = "dropout"
    rate: float = Field(0.5, ge=0, lt=1, description="probability that a hidden unit is left out")
    input_rate: float = Field(0.0, ge=0, lt=1, description="probability that an input is left out")
