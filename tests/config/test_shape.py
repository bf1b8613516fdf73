"""What may stand at a place is read from the models: also behind other tags, functions and recursion."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import Discriminator, Field, Tag

from mlpcli.component import Component, shorthand
from mlpcli.config import json_schema, read, validate
from mlpcli.config.explain import explain
from mlpcli.config.shape import shape_of
from mlpcli.config.words import expected
from mlpcli.errors import SpecError


class Number(Component):
    """A number."""

    type: Literal["number"] = "number"
    missing: Literal["median", "mean"] | float = "median"


class Drop(Component):
    """Nothing."""

    type: Literal["drop"] = "drop"


def _by_type(value: Any) -> Any:
    return {"type": value} if isinstance(value, str) else value


def _none(value: Any) -> Any:
    return None if value == "none" else value


AnyColumn = Annotated[
    Number | Drop, Field(discriminator="type"), shorthand(_by_type, {"enum": ["number", "drop"]})
]


def _share_or_column(value: Any) -> str:
    return "share" if isinstance(value, int | float) else "column"


class Table(Component):
    """Kinds told apart by `type`, and a union told apart by a function."""

    column: AnyColumn
    share: Annotated[
        Annotated[float, Field(ge=0, lt=1), Tag("share")] | Annotated[AnyColumn, Tag("column")],
        Discriminator(_share_or_column),
    ] = 0.5
    path: Annotated[str, Field(min_length=1)] = "x"
    target: Annotated[str | None, shorthand(_none, {"const": "none"})] = None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("column: numbr", "column: expected one of: drop, number; found 'numbr'; did you mean 'number'?"),
        (
            "column: {type: numbr}",
            "column.type: expected one of: drop, number; found 'numbr'; did you mean 'number'?",
        ),
        ("column: {missing: mean}", "column: missing key 'type'; expected one of: drop, number"),
        ("column: {type: drop, missing: 1}", "column.missing: unknown key of drop; it belongs to number"),
        (
            "column: {type: number, missing: maen}",
            "column.missing: expected a number, or one of: median, mean; "
            "found 'maen' (text); did you mean 'mean'?",
        ),
        (
            "{column: drop, path: 3}",
            "path: expected text of at least one character, found 3; in quotes it is text",
        ),
        ("{column: drop, share: 2}", "share: expected a number >= 0 and < 1, found 2"),
        (
            "{column: drop, share: numbr}",
            "share: expected one of: drop, number; found 'numbr'; did you mean 'number'?",
        ),
        ("{column: drop, share: {type: drop, x: 1}}", "share.x: unknown key; the keys here are: type"),
        (
            "{column: drop, target: 3}",
            "target: expected text, or one of: none, null; found 3; in quotes it is text",
        ),
    ],
)  # fmt: skip
def test_other_tags_than_kind(text, message):
    with pytest.raises(SpecError) as caught:
        validate(read(text, "f"), Table)
    assert [f"{p.key}: {p.message}" for p in caught.value.problems] == [message]


def test_a_default_is_shown_as_it_would_be_written():
    assert explain(Table, "target").default == "none"
    assert explain(Table, "share").values == "a number >= 0 and < 1, or one of: drop, number"


def test_the_schema_requires_the_tag_of_the_family():
    options = json_schema(Table)["properties"]["column"]["anyOf"][1]["oneOf"]
    assert [option["required"] for option in options] == [["type"], ["type"]]


def test_recursive_models_have_shapes(spec_model):
    schedule = shape_of(spec_model).fields["optimizer"].kinds["adam"].fields["learning_rate"]
    deeper = schedule.kinds["warmup"].fields["then"].kinds["warmup"].fields["then"]
    assert sorted(deeper.kinds) == ["constant", "warmup"]
    assert expected(deeper) == "a number > 0, or a mapping whose kind is one of: constant, warmup"
