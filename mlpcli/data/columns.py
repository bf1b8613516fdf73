"""How a column of the data is read, as the spec declares it; what is not declared is detected.

| type | for | becomes |
|---|---|---|
| number | integers, floats, truth values (0 and 1) | one input, scaled; or several, by its coding |
| category | text, or numbers that are names | one input a level (one-hot), or hashed |
| ordered | levels with an order, low to high | their ranks, or a thermometer |
| boolean | true/false, yes/no, 1/0 | one input, 1 or 0 |
| date | dates and times | days since the mean, and parts: month, weekday, hour as points of a circle |
| index | categories that an embedding layer looks up | one input, the level's number |
| array | columns of shape (N, d, ...): images, spectra | d · ... inputs, scaled |
| drop | what the network must not see | nothing |

Free text is none of these: a column that nobody declares, of text that differs in nearly every row, is left
out with a note.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import Field, field_validator, model_validator

from mlpcli.component import Component, shorthand
from mlpcli.data.number_coding import AnyNumberCoding
from mlpcli.data.number_coding.identity import Identity
from mlpcli.data.scale import AnyScale
from mlpcli.data.scale.standard import Standard

Indicator: TypeAlias = Annotated[
    bool | Literal["auto"],
    Field(
        description="an input more, 1 where the cell is empty, else 0; auto: where at least 5 % of the "
        "training rows are empty"
    ),
]

DatePart: TypeAlias = Literal[
    "elapsed", "year", "month", "day", "weekday", "yearday", "hour", "minute", "second"
]


class Number(Component):
    """A number, scaled: x = (value - shift) / scale, both fitted on the training rows.

    Empty cells are filled first, so that the fill counts in what is fitted. With a coding the scaled number
    becomes several inputs.

    >>> Number(missing=0.0).scale.kind
    'standard'
    """

    type: Literal["number"] = Field("number", description="one input, or those of its coding")
    missing: Literal["median", "mean", "error"] | float = Field(
        "median",
        description="what fills empty cells: median or mean of the training rows, or a number; or error",
    )
    indicator: Indicator = "auto"
    scale: AnyScale = Field(Standard(), description="how the column is brought to the size of the others")
    coding: AnyNumberCoding = Field(Identity(), description="what the scaled number becomes")


class Category(Component):
    """One input for each level seen in the training rows, 1 where the row has it, else 0 (one-hot).

    Empty cells are a level of their own if the training rows have any. Levels with fewer than `min_count`
    training rows share an input "(other)", and so do the rarest where there are more than `max_levels`. A
    level never seen in training counts as other: it sets that input if there is one, and none otherwise.

    With `hash` and more levels than that, each level goes to one of so many inputs by the CRC-32 of its
    text (UTF-8) modulo their number, the same in every run and on every machine. Levels may share an input;
    those never seen in training have one too.
    """

    type: Literal["category"] = Field("category", description="an input for each level")
    max_levels: int = Field(
        100, ge=3, le=100_000, description="inputs at most; beyond, the rarest levels share one"
    )
    min_count: int = Field(
        1, ge=1, description="training rows that a level needs for an input of its own; rarer ones share one"
    )
    hash: int | None = Field(
        None,
        ge=2,
        le=100_000,
        description="with more levels than this, so many inputs that levels share by a hash of their text; "
        "null: none",
    )

    @model_validator(mode="after")
    def _one_way(self) -> Category:
        if self.hash is not None and self.min_count > 1:
            raise ValueError("hash gives rare levels inputs that they share already; leave min_count out")
        return self


class Ordered(Component):
    """Levels with an order, k = 0..L-1.

    rank: one input, from -1 for the first to 1 for the last, as if the levels were equally far apart.
    thermometer: L - 1 inputs, the j-th 1 where k >= j, else 0: every step has a weight of its own.
    An empty cell gets the median level of the training rows; so does a level that is not in `values`, which
    is an error in the training rows.
    """

    type: Literal["ordered"] = Field("ordered", description="levels with an order")
    values: Annotated[tuple[str | bool | int | float, ...], Field(strict=False, min_length=2)] = Field(
        description="all levels, from the lowest to the highest"
    )
    coding: Literal["rank", "thermometer"] = Field(
        "rank", description="rank: one input from -1 to 1; thermometer: an input for each step"
    )
    missing: Literal["median", "error"] = Field(
        "median", description="what fills empty cells: the median level of the training rows; or error"
    )
    indicator: Indicator = "auto"

    @field_validator("values")
    @classmethod
    def _once_each(cls, values: tuple[Any, ...]) -> tuple[Any, ...]:
        twice = next((value for i, value in enumerate(values) if value in values[:i]), None)
        if twice is not None:
            raise ValueError(f"the level {twice!r} stands twice")
        return values


class Boolean(Component):
    """One input: 1 for true, yes, y, t, on and 1; 0 for false, no, n, f, off and 0; case does not count."""

    type: Literal["boolean"] = Field("boolean", description="one input, 1 or 0")
    missing: Literal["mean", "error"] | bool = Field(
        "mean",
        description="what fills empty cells: the share of true rows in training, true, false; or error",
    )
    indicator: Indicator = "auto"


class Date(Component):
    """A moment as its parts. `elapsed` is days since 1970-01-01, standardized, as `year` is.

    The others come round again, and are points on a circle: sin and cos of 2π (part / period), so that
    December lies beside January. Dates in text are read as ISO 8601 (2024-03-01, 2024-03-01T12:00+02:00;
    times with a zone become UTC) or by `format`.
    """

    circular: ClassVar[dict[str, int]] = {
        "month": 12, "day": 31, "weekday": 7, "yearday": 366, "hour": 24, "minute": 60, "second": 60,
    }  # fmt: skip

    type: Literal["date"] = Field("date", description="inputs for its parts")
    parts: Annotated[tuple[DatePart, ...], Field(strict=False, min_length=1)] | Literal["auto"] = Field(
        "auto",
        description="what is an input; auto: elapsed, and of month, day, weekday, hour, minute and second "
        "those that change in the training rows",
    )
    cyclic: bool = Field(
        True, description="parts that come round as sine and cosine; false: as standardized numbers"
    )
    missing: Literal["median", "error"] = Field(
        "median", description="what fills empty cells: the median date of the training rows; or error"
    )
    indicator: Indicator = "auto"
    format: str | None = Field(
        None, min_length=2, description="of dates in text, as in strptime: '%d.%m.%Y'; null: ISO 8601"
    )

    @field_validator("format")
    @classmethod
    def _readable(cls, format: str | None) -> str | None:
        if format is not None:
            day = datetime(2001, 2, 3)
            try:
                if datetime.strptime(day.strftime(format), format) != day:
                    raise ValueError
            except ValueError:
                raise ValueError(
                    f"{format!r} does not tell year, month and day; expected as '%d.%m.%Y'"
                ) from None
        return format


class Index(Component):
    """One input, the number of the level: 1, 2, ... in the order in which {type: category} has its inputs.

    0 stands for a level never seen in training where there is no "(other)". Numbers of levels are no
    quantities: the architecture needs an embedding layer that looks the column up.
    """

    type: Literal["index"] = Field("index", description="an input for an embedding layer")
    max_levels: int = Field(
        10_000, ge=3, le=100_000, description="levels at most; beyond, the rarest share one"
    )
    min_count: int = Field(
        1, ge=1, description="training rows that a level needs for a number of its own; rarer ones share one"
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
    full = {"type": value} if isinstance(value, str) else value
    if isinstance(full, dict) and full.get("type") == "text":
        raise ValueError(
            "free text is no input for these networks; drop the column, or take its texts for names: "
            "{type: category, hash: 64}"
        )
    return full


_bare_type = shorthand(
    _by_type, {"enum": ["number", "category", "boolean", "date", "index", "array", "drop"]}
)

Column: TypeAlias = Number | Category | Ordered | Boolean | Date | Index | ArrayColumn | Drop

AnyColumn: TypeAlias = Annotated[Column, Field(discriminator="type"), _bare_type]
