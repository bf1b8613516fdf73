"""One key explained: found by its path or by its name alone, with type, range, default and kinds."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import Field

from mlpcli.component import Component
from mlpcli.config.explain import explain, render
from mlpcli.errors import UsageError


@pytest.mark.parametrize(
    ("key", "full", "values", "default"),
    [
        ("optimizer.beta1", "optimizer.beta1", "a number >= 0 and < 1", "0.9"),
        ("optimizer.adam.beta1", "optimizer.adam.beta1", "a number >= 0 and < 1", "0.9"),
        ("beta1", "optimizer.beta1", "a number >= 0 and < 1", "0.9"),
        ("stopping.patience", "stopping.patience", "a whole number >= 1", "10"),
        ("patience", "stopping.patience", "a whole number >= 1", "10"),
        ("rules.0.rate", "rules.0.rate", "a number >= 0 and < 1", "none, it must be given"),
        ("rules.dropout.rate", "rules.dropout.rate", "a number >= 0 and < 1", "none, it must be given"),
        ("optimizer", "optimizer", "one of: adam, sgd", "adam"),
        (
            "optimizer.learning_rate.warmup.epochs",
            "optimizer.learning_rate.warmup.epochs",
            "a whole number >= 1",
            "5",
        ),
        ("data.columns.age.beta1", "data.columns.age.beta1", "a number >= 0 and < 1", "0.9"),
        ("threads", "threads", "a whole number >= 1 and <= 64, or auto", "auto"),
        ("stopping", "stopping", "", "null"),
        ("data", "data", "", "none, it must be given"),
        ("adam", "", "", ""),
    ],
)
def test_a_key(spec_model, key, full, values, default):
    found = explain(spec_model, key)
    assert (found.values, found.default) == (values, default)
    if full:
        assert found.key == full


def test_a_field_of_several_kinds_takes_the_default_kind(spec_model):
    found = explain(spec_model, "optimizer.learning_rate")
    assert (found.owner, found.also) == ("adam", ("sgd",))
    assert found.default == "{kind: constant, rate: 0.001}"
    assert found.kinds == (
        ("constant", "The same all the time."), ("warmup", "Another schedule, begun slowly.")
    )  # fmt: skip


def test_the_default_kind_comes_first():
    class Fast(Component):
        kind: Literal["fast"] = "fast"
        steps: int = Field(1, description="fast steps")

    class Slow(Component):
        kind: Literal["slow"] = "slow"
        steps: int = Field(9, description="slow steps")

    class Walk(Component):
        pace: Annotated[Fast | Slow, Field(discriminator="kind")] = Slow()

    Walk.model_rebuild(_types_namespace={"Fast": Fast, "Slow": Slow, **globals()})
    found = explain(Walk, "pace.steps")
    assert (found.default, found.owner, found.also) == ("9", "slow", ("fast",))


def test_a_kind_by_its_name(spec_model):
    found = explain(spec_model, "dropout")
    assert found.key == "rules.dropout"
    assert found.about == "Leaves units out."
    assert [(row.name, row.values) for row in found.keys] == [("rate", "a number >= 0 and < 1")]


def test_the_text(spec_model):
    assert render(explain(spec_model, "optimizer.adam")).splitlines() == [
        "optimizer.adam",
        "",
        "  Steps of equal size.",
        "",
        "  m = β₁ m + (1 - β₁) g",
        "",
        "  keys",
        "    learning_rate  how far a step goes",
        "                   a number > 0, or a mapping whose kind is one of: constant, warmup; "
        "default: {kind: constant, rate: 0.001}",
        "    beta1          memory of the gradient",
        "                   a number >= 0 and < 1; default: 0.9",
    ]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("optimiser", "did you mean 'optimizer'"),
        ("adm", "did you mean 'adam'"),
        ("optimizer.beta2", "did you mean 'optimizer.beta1'"),
        ("optimizer.sgd.beta1", "keys and kinds there are: kind, learning_rate"),
        ("zzz", "no such key"),
        ("name.x", "no such key"),
        ("rate", "may mean: optimizer.learning_rate.rate, rules.rate"),
        ("", "not a key"),
        ("a..b", "not a key"),
        ("rules." + "9" * 5000, "no such key"),
    ],
)
def test_what_is_not_there(spec_model, key, words):
    with pytest.raises(UsageError) as caught:
        explain(spec_model, key)
    assert words in str(caught.value)
