"""Families: a list of names, of which each is imported when a spec has it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pydantic import TypeAdapter, ValidationError

from mlpcli.kinds import kinds
from mlpcli.optimizer import AnyOptimizer
from mlpcli.optimizer.adam import Adam
from mlpcli.optimizer.sgd import Sgd
from mlpcli.schedule import AnySchedule

RATE = ("sgd", "learning_rate")

any_optimizer: TypeAdapter[object] = TypeAdapter(AnyOptimizer)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("sgd", Sgd()),
        ({"kind": "sgd", "learning_rate": 0.5}, Sgd(learning_rate=0.5)),  # type: ignore[arg-type]
        ({"beta1": 0.5}, Adam(beta1=0.5)),
        (Sgd(), Sgd()),
    ],
)
def test_what_may_be_written(written: object, expected: object) -> None:
    assert any_optimizer.validate_python(written) == expected


@pytest.mark.parametrize(
    ("written", "type_", "place"),
    [
        ("sgdd", "union_tag_invalid", ()),
        ({"kind": "sgdd"}, "union_tag_invalid", ()),
        ({"kind": 3}, "union_tag_invalid", ()),
        (3, "model_attributes_type", ()),
        ({"kind": "sgd", "beta1": 0.5}, "extra_forbidden", ("sgd", "beta1")),
        ({"beta1": 2}, "less_than", ("adam", "beta1")),
        (
            {"kind": "sgd", "learning_rate": {"kind": "cosine"}},
            "missing",
            ("sgd", "learning_rate", "cosine", "start"),
        ),
    ],
)
def test_errors_are_those_of_a_union_with_a_tag(written: object, type_: str, place: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        any_optimizer.validate_python(written)
    assert (caught.value.errors()[0]["type"], caught.value.errors()[0]["loc"]) == (type_, place)


def test_a_component_of_another_family_is_refused() -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(AnySchedule).validate_python(Sgd())


def test_kinds_are_attributes_of_the_package() -> None:
    import mlpcli.optimizer

    assert mlpcli.optimizer.Adam is Adam
    with pytest.raises(AttributeError, match="has no attribute 'Adamm'"):
        _ = mlpcli.optimizer.Adamm
    with pytest.raises(TypeError, match="no family"):
        kinds(int)


def test_a_spec_imports_what_it_names_and_little_else() -> None:
    """In a process of its own, as other tests have imported the rest here."""
    program = (
        "import sys; from mlpcli.experiment import Experiment\n"
        "Experiment.model_validate({'data': 'iris', 'optimizer': 'lion'} | {'data': {'source': 'iris'}})\n"
        "print([n for n in ('lion', 'adadelta', 'nadam') if f'mlpcli.optimizer.{n}' in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout == "['lion']\n"
