"""The JSON Schema accepts what the models accept and refuses what an editor should underline."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from mlpcli.config import dump, json_schema, read, validate
from mlpcli.errors import SpecError

VALID = [
    "data: {source: x}",
    "data: {source: x, target: [a, b], columns: {a: adam}}\noptimizer: sgd\nthreads: 3",
    "data: {source: x}\noptimizer: {kind: adam, learning_rate: 1e-3}\nstopping: null\nweights: [[1, 2]]",
    "data: {source: x}\noptimizer: {kind: sgd, learning_rate: {kind: warmup, then: 3}}\n"
    "rules: [{kind: dropout, rate: 0}]",
]
WRONG = [
    "name: x",
    "data: {source: x}\noptimiser: adam",
    "data: {source: x}\noptimizer: adm",
    "data: {source: x}\noptimizer: {kind: adm}",
    "data: {source: x}\noptimizer: {learning_rate: 1}",
    "data: {source: x}\noptimizer: {kind: sgd, beta1: 0.5}",
    "data: {source: x}\noptimizer: {kind: sgd, learning_rate: 0}",
    "data: {source: x}\nthreads: 0",
    "data: {source: x}\npair: [1]",
    "data: {source: x}\nrules: [dropot]",
    "data: {source: x}\nhidden: 3",
    "data: {source: x}\nstopping: {patience: abc}",
]


@pytest.fixture(scope="module")
def validator(spec_model):
    schema = json_schema(spec_model)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(json.loads(json.dumps(schema)))


@pytest.mark.parametrize("text", VALID)
def test_valid_specs_pass(validator, spec_model, text):
    document = read(text, "f")
    assert validator.is_valid(document.value)
    assert validator.is_valid(read(dump(validate(document, spec_model)), "f").value)


@pytest.mark.parametrize("text", WRONG)
def test_wrong_specs_fail(validator, spec_model, text):
    assert not validator.is_valid(read(text, "f").value)
    with pytest.raises(SpecError):
        validate(read(text, "f"), spec_model)


def test_what_an_editor_shows(spec_model):
    schema = json_schema(spec_model)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "$id" not in schema
    optimizer = schema["properties"]["optimizer"]
    assert optimizer["description"] == "how to step"
    assert optimizer["default"] == {
        "kind": "adam",
        "learning_rate": {"kind": "constant", "rate": 0.001},
        "beta1": 0.9,
    }
    assert optimizer["anyOf"][0]["enum"] == ["adam", "sgd"]
    assert schema["$defs"]["Adam"]["description"] == "Steps of equal size."
