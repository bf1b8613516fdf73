"""The shipped specs and the whole model of a spec: read, dumped, described and broken."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from mlpcli.config import dump, json_schema, load_document, override, read, validate
from mlpcli.config.explain import explain, render
from mlpcli.config.shape import Shape, shape_of
from mlpcli.errors import SpecError
from mlpcli.experiment import Experiment

CONFIGS = sorted((Path(__file__).parents[2] / "configs").glob("*.yaml"))

EVERYTHING = """\
spec_version: 1
name: digits
seed: 7
data:
  source: {kind: table, path: ../datasets/digits.csv.gz}
  target: digit
  columns:
    age: {type: number, missing: median, scale: standard}
    plan: {type: category}
    customer_id: drop
  split: {kind: stratified, validation: 0.15, test: 0.15}
architecture: {hidden: [64, 32]}
activation: relu
loss: auto
initialization: he_normal
optimizer: {kind: adam, learning_rate: 1e-3}
regularization: [{kind: l2, strength: 1e-4}]
early_stopping: {patience: 10, monitor: validation_loss}
training: {epochs: 100, batch_size: 32, precision: float32, threads: auto}
metrics: [accuracy, f1]
"""


@pytest.fixture(scope="module")
def schema():
    schema = json_schema(Experiment)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_a_shipped_spec(path, schema):
    document = load_document(path)
    experiment = validate(document, Experiment)
    assert schema.is_valid(document.value)
    again = read(dump(experiment), "dump")
    assert validate(again, Experiment) == experiment
    assert schema.is_valid(again.value)


def test_a_spec_with_everything(schema):
    document = read(EVERYTHING, "f")
    experiment = validate(document, Experiment)
    assert experiment.training.batch_size == 32
    assert schema.is_valid(document.value)
    assert validate(read(dump(experiment), "f"), Experiment) == experiment


def test_settings_reach_the_experiment():
    changes = ["optimizer.learning_rate=1e-2", "regularization.0.strength=1e-3", "architecture.hidden=[8]"]
    experiment = validate(override(read(EVERYTHING, "f"), changes), Experiment)
    assert experiment.model_dump(mode="json")["optimizer"]["learning_rate"] == {
        "kind": "constant",
        "rate": 0.01,
    }
    assert experiment.model_dump(mode="json")["regularization"][0]["strength"] == 0.001
    assert experiment.architecture.hidden == (8,)


TEN_ERRORS = """\
data: {source: ../iris.csv, traget: species}
architecture: {hiden: [16]}
activation: rulu
loss: sme
optimizer: {kind: adam, learning_rate: 0, momentum: 0.9}
regularization: [{kind: l3}]
training: {epochs: many, batch_size: 0}
metrics: [f2]
"""


def test_ten_errors_at_once(schema):
    with pytest.raises(SpecError) as caught:
        validate(read(TEN_ERRORS, "f"), Experiment)
    assert [(p.line, p.column) for p in caught.value.problems] == [
        (1, 29), (2, 16), (3, 13), (4, 7), (5, 40), (5, 43), (6, 25), (7, 20), (7, 38), (8, 11)
    ]  # fmt: skip
    hints = [p.message.rpartition("; ")[2] for p in caught.value.problems]
    assert hints[0] == "did you mean 'target'?"
    assert hints[1] == "did you mean 'hidden'?"
    assert hints[2] == "did you mean 'relu'?"
    assert hints[3] == "did you mean 'mse'?"
    assert hints[5] == "it belongs to momentum, nesterov and ema_momentum"
    for line in TEN_ERRORS.splitlines()[1:]:
        value = {
            **read(TEN_ERRORS.splitlines()[0].replace("traget", "target"), "f").value,
            **read(line, "f").value,
        }
        assert not schema.is_valid(value), line


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("learning_rate: 1", "optimizer.learning_rate"),
        ("lr: 1", "optimizer.learning_rate"),
        ("epochs: 1", "training.epochs"),
        ("batch_size: 1", "training.batch_size"),
        ("hidden: [1]", "architecture.hidden"),
        ("patience: 1", "early_stopping.patience"),
        ("target: a", "data.target"),
    ],
)
def test_a_key_at_the_wrong_level(line, place):
    with pytest.raises(SpecError, match=rf"unknown key; did you mean '{place}'\?"):
        validate(read(EVERYTHING + line, "f"), Experiment)


def everything_below(shape: Shape, path: str = "", depth: int = 0) -> list[str]:
    """The dotted keys of all fields and kinds, down to some depth."""
    if depth > 4:
        return []
    own = [f"{path}{name}" for name in (*shape.fields, *shape.kinds)]
    for name, child in (*shape.fields.items(), *shape.kinds.items()):
        own += everything_below(child, f"{path}{name}.", depth + 1)
    for item in (*shape.items, *shape.branches):
        own += everything_below(item, path, depth)
    return own


def test_every_key_can_be_explained():
    keys = everything_below(shape_of(Experiment))
    assert "optimizer.adam.beta1" in keys
    for key in dict.fromkeys(keys):
        explanation = explain(Experiment, key)
        assert explanation.key == key
        assert explanation.values or explanation.about
        assert render(explanation).startswith(key)
        field = key.rpartition(".")[2]
        assert explanation.description or explanation.about or field in ("kind", "type"), key


@pytest.mark.parametrize("block", range(4))
def test_typing_errors_are_told_with_their_line(block, schema):
    """One character of a key or a kind is wrong: the answer names that line, or the spec is still valid."""
    chance = random.Random(block)
    for _ in range(60):
        at = chance.randrange(len(EVERYTHING))
        text = EVERYTHING[:at] + chance.choice("xq_-0 :,[{'\"&*!#\n\t") + EVERYTHING[at + 1 :]
        try:
            validate(read(text, "f"), Experiment)
        except SpecError as error:
            problems = error.problems
        else:
            continue
        assert all(problem.line for problem in problems)
        assert all(problem.text == problem.text.strip("\n") for problem in problems)
