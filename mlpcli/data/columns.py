"""How a column of the data is read, as the spec declares it; what is not declared is detected.

| type | for | becomes |
|---|---|---|
| number | integers, floats, truth values (0 and 1) | one input, scaled |
| category | text, or numbers that are names | one input a level (one-hot) |
| index | categories that an embedding layer looks up | one input, the level's number |
| array | columns of shape (N, d, ...): images, spectra | d · ... inputs, scaled |
| drop | what the network must not see | nothing |
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from mlpcli.component import Component, shorthand


class Number(Component):
    """One input: x = (value - shift) / scale, both fitted on the training rows.

    >>> Number(missing=0.0).scale
    'standard'
    """

    type: Literal["number"] = Field("number", description="one input")
    missing: Literal["median", "mean", "error"] | float = Field(
        "median",
        description="what fills empty cells: median or mean of the training rows, or a number; or error",
    )
    scale: Literal["standard", "minmax", "none"] = Field(
        "standard", description="standard: mean 0, deviation 1; minmax: from 0 to 1; none: as it is"
    )


class Category(Component):
    """One input for each level seen in the training rows, 1 where the row has it, else 0 (one-hot).

    Empty cells are a level of their own if the training rows have any. When there are more levels than
    `max_levels`, the rare ones share an input "(other)". A level never seen in training counts as other:
    it sets that input if there is one, and none otherwise.
    """

    type: Literal["category"] = Field("category", description="an input for each level")
    max_levels: int = Field(
        100, ge=3, le=100_000, description="inputs at most; beyond, the rarest levels share one"
    )


class Index(Component):
    """One input, the number of the level: 1, 2, ... in the order in which {type: category} has its inputs.

    0 stands for a level never seen in training where there is no "(other)". Numbers of levels are no
    quantities: the architecture needs an embedding layer that looks the column up.
    """

    type: Literal["index"] = Field("index", description="an input for an embedding layer")
    max_levels: int = Field(
        10_000, ge=3, le=100_000, description="levels at most; beyond, the rarest share one"
    )


class ArrayColumn(Component):
    """As many inputs as a row of the column has numbers, each scaled."""

    type: Literal["array"] = Field("array", description="an input for each number of the array")
    scale: Literal["auto", "standard", "unit", "none"] = Field(
        "auto",
        description="standard: each input to mean 0, deviation 1; unit: all divided by the largest possible "
        "(uint8: 255) or found in training; none; auto: unit for uint8, none for truth values, else standard",
    )


class Drop(Component):
    """The column is not an input."""

    type: Literal["drop"] = Field("drop", description="no input")


def _by_type(value: Any) -> Any:
    return {"type": value} if isinstance(value, str) else value


_bare_type = shorthand(_by_type, {"enum": ["number", "category", "index", "array", "drop"]})

Column: TypeAlias = Number | Category | Index | ArrayColumn | Drop

AnyColumn: TypeAlias = Annotated[Column, Field(discriminator="type"), _bare_type]
