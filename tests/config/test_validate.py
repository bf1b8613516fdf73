"""Every problem of a spec, in our words, at its place, in the order of the text."""

from __future__ import annotations

import time
from typing import Annotated

import pytest
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from mlpcli.component import Component
from mlpcli.config import override, placed, read, validate
from mlpcli.errors import Problem, SpecError

DATA = "data: {source: x}\n"


@pytest.fixture
def problems(spec_model):
    def found(text):
        """The problems of the text behind a first line with valid data: 'line:column key: message'."""
        with pytest.raises(SpecError) as caught:
            validate(read(DATA + text, "f"), spec_model)
        return [f"{p.line}:{p.column} {p.key}: {p.message}" for p in caught.value.problems]

    return found


def test_the_form_of_an_error(spec_model):
    text = DATA + "optimizer:\n  kind: adam\n  lerning_rate: 1e-3\n"
    with pytest.raises(SpecError) as caught:
        validate(read(text, "configs/digits.yaml"), spec_model)
    assert str(caught.value) == (
        "configs/digits.yaml:4:3: optimizer.lerning_rate: unknown key; did you mean 'learning_rate'?\n"
        "    4 |   lerning_rate: 1e-3\n"
        "      |   ^~~~~~~~~~~~"
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        # numbers and their ranges
        ("stopping: {patience: 0}", "2:22 stopping.patience: expected a whole number >= 1, found 0"),
        (
            "stopping: {patience: abc}",
            "2:22 stopping.patience: expected a whole number >= 1, found 'abc' (text)",
        ),
        ("stopping: {patience: 1.5}", "2:22 stopping.patience: expected a whole number >= 1, found 1.5"),
        (
            "stopping: {patience: 1e1}",
            "2:22 stopping.patience: expected a whole number >= 1, found 1e1; write 10",
        ),
        ("stopping: {patience: true}", "2:22 stopping.patience: expected a whole number >= 1, found true"),
        (
            "optimizer: {kind: adam, beta1: '1e-3'}",
            "2:32 optimizer.beta1: expected a number >= 0 and < 1, found '1e-3' (text); "
            "without the quotes it is a number",
        ),
        (
            "optimizer: {kind: adam, beta1: 0,9}",
            "2:34 optimizer: a key must be text; write decimals with a point",
        ),
        (
            "rules: [{kind: dropout, rate: '0,5'}]",
            "2:31 rules.0.rate: expected a number >= 0 and < 1, found '0,5' (text); write 0.5",
        ),
        (
            "rules: [{kind: dropout, rate: .nan}]",
            "2:31 rules.0.rate: expected a number >= 0 and < 1, found .nan",
        ),
        (
            "rules: [{kind: dropout, rate: 1e999}]",
            "2:31 rules.0.rate: expected a number >= 0 and < 1, found 1e999; too large for a number",
        ),
        # text, booleans, nothing
        ("name: 7", "2:7 name: expected text, found 7; in quotes it is text"),
        ("shuffle: no", "2:10 shuffle: expected true or false, found 'no' (text); write false"),
        ("shuffle: 1", "2:10 shuffle: expected true or false, found 1"),
        ("shuffle:", "2:1 shuffle: expected true or false, found nothing; write a value, or remove the key"),
        ("shuffle: ~", "2:10 shuffle: expected true or false, found ~"),
        (
            "stopping: {monitor: ''}",
            "2:21 stopping.monitor: expected text of 1 to 40 characters, found '' (text)",
        ),
        (
            "stopping: none",
            "2:11 stopping: expected a mapping with the keys patience, monitor, or null; "
            "found 'none' (text); write null",
        ),
        (
            "stopping: patience:3",
            "2:11 stopping: expected a mapping with the keys patience, monitor, or null; "
            "found 'patience:3' (text); "
            "write a space after the ':'",
        ),
        # lists
        ("hidden: 16", "2:9 hidden: expected a list of whole numbers > 0, found 16; write [16]"),
        ("hidden: [1, -1]", "2:13 hidden.1: expected a whole number > 0, found -1"),
        ("hidden: {a: 1}", "2:9 hidden: expected a list of whole numbers > 0, found a mapping"),
        ("pair: [1]", "2:7 pair: expected a list of 2: a number, a whole number; found a list of 1"),
        ("pair: [1, 2, 3]", "2:7 pair: expected a list of 2: a number, a whole number; found a list of 3"),
        ("pair: [1, x]", "2:11 pair.1: expected a whole number, found 'x' (text)"),
        (
            "rules: [sgd, sgd, sgd, sgd]",
            "2:8 rules: expected a list of at most 3 entries, each entry one of: dropout, "
            "sgd; found a list of 4",
        ),
        # kinds
        (
            "optimizer: adm",
            "2:12 optimizer: expected one of: adam, sgd; found 'adm'; did you mean 'adam'?",
        ),
        (
            "optimizer: {kind: adm, beta1: -1}",
            "2:19 optimizer.kind: expected one of: adam, sgd; found 'adm'; did you mean 'adam'?",
        ),
        ("optimizer: 3", "2:12 optimizer: expected one of: adam, sgd; found 3"),
        ("optimizer: {kind: 3}", "2:19 optimizer.kind: expected one of: adam, sgd; found 3"),
        ("optimizer: {kind: [adam]}", "2:19 optimizer.kind: expected one of: adam, sgd; found a list of 1"),
        ("optimizer: {beta1: 0.5}", "2:1 optimizer: missing key 'kind'; expected one of: adam, sgd"),
        ("optimizer:\n- sgd", "3:1 optimizer: expected one of: adam, sgd; found a list of 1"),
        ("rules: [dropout]", "2:9 rules.0: missing key 'rate'"),
        # short forms
        (
            "optimizer: {kind: sgd, learning_rate: -1}",
            "2:39 optimizer.learning_rate: expected a number > 0, found -1",
        ),
        (
            "optimizer: {kind: sgd, learning_rate: constant}",
            "2:39 optimizer.learning_rate: expected a number > 0, or a mapping whose kind is "
            "one of: constant, "
            "warmup; found 'constant' (text)",
        ),
        (
            "optimizer: {kind: sgd, learning_rate: {kind: warmup, then: {kind: warmup, then: 0}}}",
            "2:81 optimizer.learning_rate.then.then: expected a number > 0, found 0",
        ),
        # unions
        ("threads: 0", "2:10 threads: expected a whole number >= 1 and <= 64, or auto; found 0"),
        (
            "threads: atuo",
            "2:10 threads: expected a whole number >= 1 and <= 64, or auto; found 'atuo' "
            "(text); did you mean 'auto'?",
        ),
        ("weights: [1, x]", "2:14 weights.1: expected a number, found 'x' (text)"),
        ("weights: [[1, 2], [3, x]]", "2:23 weights.1.1: expected a number, found 'x' (text)"),
        # keys
        ("optimiser: adam", "2:1 optimiser: unknown key; did you mean 'optimizer'?"),
        ("lr: 3", "2:1 lr: unknown key; did you mean 'optimizer.learning_rate'?"),
        ("patiance: 3", "2:1 patiance: unknown key; did you mean 'stopping.patience'?"),
        (
            "zzz: 3",
            "2:1 zzz: unknown key; the keys here are: name, data, optimizer, rules, hidden, weights, pair, "
            "stopping, threads, shuffle",
        ),
        ("learning_rate: 3", "2:1 learning_rate: unknown key; did you mean 'optimizer.learning_rate'?"),
        ("patience: 3", "2:1 patience: unknown key; did you mean 'stopping.patience'?"),
        ("optimizer: {kind: sgd, lr: 1}", "2:24 optimizer.lr: unknown key; did you mean 'learning_rate'?"),
        ("optimizer: {kind: sgd, beta1: 1}", "2:24 optimizer.beta1: unknown key of sgd; it belongs to adam"),
        ("stopping: {seed: 1}", "2:12 stopping.seed: unknown key; the keys here are: patience, monitor"),
        (
            "stopping: {shuffle: true}",
            "2:12 stopping.shuffle: unknown key; 'shuffle' belongs to the top level of the spec",
        ),
        # what validators say
        ("name: forbidden", "1:1 : this name is taken"),
        ("stopping: {monitor: nothing}", "2:21 stopping.monitor: 'nothing' cannot be watched"),
    ],
)  # fmt: skip
def test_a_problem_in_words(problems, text, problem):
    assert problem in problems(text)


def test_a_union_in_a_section(spec_model):
    with pytest.raises(SpecError) as caught:
        validate(read("data: {source: x, target: 3}", "f"), spec_model)
    assert [p.message for p in caught.value.problems] == [
        "expected text, a list of texts, or null; found 3; in quotes it is text"
    ]


def test_a_missing_key_points_at_its_parent(spec_model):
    with pytest.raises(SpecError) as caught:
        validate(read("name: x\ndata:\n  target: y", "f"), spec_model)
    assert [(str(p).splitlines()[0]) for p in caught.value.problems] == ["f:2:1: data: missing key 'source'"]
    with pytest.raises(SpecError) as caught:
        validate(read("# nothing\nname: x", "f"), spec_model)
    assert [(str(p).splitlines()[0]) for p in caught.value.problems] == ["f:2:1: missing key 'data'"]


def test_a_root_that_is_no_mapping(spec_model):
    with pytest.raises(SpecError, match=r"f:1:1: expected a mapping with the keys name, .*; write a space"):
        validate(read("epochs:3", "f"), spec_model)


def test_all_problems_at_once_in_order(spec_model):
    text = """\
        name: [x]
        data:
          source: !env FILE
          columns: {age: {kind: adam, beta1: 2}, 'a.b': sdg}
          colums: {}
        optimizer:
          kind: adam
          beta1: '0.5'
          beta1: 0.6
          learning_rate: {kind: constant, rate: 0}
        hidden: [0, x]
        shuffle: yes
        stoping: {}
        """
    text = "\n".join(line[8:] for line in text.splitlines())
    with pytest.raises(SpecError) as caught:
        validate(override(read(text, "f"), ["threads=0", "pair=[1]"]), spec_model)
    assert [(p.file, p.line, p.column, p.key) for p in caught.value.problems] == [
        ("f", 1, 7, "name"),
        ("f", 3, 11, "data.source"),
        ("f", 4, 38, "data.columns.age.beta1"),
        ("f", 4, 49, "data.columns.'a.b'"),
        ("f", 5, 3, "data.colums"),
        ("f", 8, 10, "optimizer.beta1"),
        ("f", 9, 3, "optimizer.beta1"),
        ("f", 10, 41, "optimizer.learning_rate.rate"),
        ("f", 11, 10, "hidden.0"),
        ("f", 11, 13, "hidden.1"),
        ("f", 12, 10, "shuffle"),
        ("f", 13, 1, "stoping"),
        ("--set", 1, 15, "threads"),
        ("--set", 2, 12, "pair"),
    ]


def test_a_place_is_reported_once(problems):
    assert problems("hidden: !x y") == [
        "2:9 hidden: tags ('!…') are not supported; put text with a '!' in quotes"
    ]


def test_a_fault_of_reading_is_enough_to_refuse(spec_model):
    document = read(DATA + "name: a\nname: b", "f")
    with pytest.raises(SpecError, match="repeated key"):
        validate(document, spec_model)


def test_only_the_branch_that_the_kind_names_is_reported(problems):
    assert problems("optimizer: {kind: adam, beta1: 3, learning_rate: {kind: warmup, epochs: 0}}") == [
        "2:32 optimizer.beta1: expected a number >= 0 and < 1, found 3",
        "2:35 optimizer.learning_rate: missing key 'then'",
        "2:73 optimizer.learning_rate.epochs: expected a whole number >= 1, found 0",
    ]


def test_very_many_problems_are_cut_short(spec_model):
    text = DATA + "hidden:\n" + "- x\n" * 15_000
    start = time.process_time()
    with pytest.raises(SpecError) as caught:
        validate(read(text, "f"), spec_model)
    assert time.process_time() - start < 0.5
    assert len(caught.value.problems) == 101
    assert "more problems" in caught.value.problems[-1].message
    start = time.process_time()
    with pytest.raises(SpecError):
        validate(read(DATA + "".join(f"lerning_rates{i}: 1\n" for i in range(9_000)), "f"), spec_model)
    assert time.process_time() - start < 0.5


def test_a_moved_value_is_found_below_its_short_form():
    """A validator that rewrites its section: the caret still points at what the user wrote."""
    from pydantic import Field, model_validator

    class Layer(Component):
        units: int = Field(gt=0)

    class Network(Component):
        layers: list[Layer]

        @model_validator(mode="before")
        @classmethod
        def _short(cls, value):
            return {"layers": [{"units": u} for u in value["hidden"]]} if "hidden" in value else value

    with pytest.raises(SpecError, match=r"f:1:14: hidden\.1: expected a whole number > 0, found -3"):
        validate(read("hidden: [64, -3]", "f"), Network)


def test_what_our_validators_raise_is_said_as_it_is():
    def refuse(value):
        raise PydanticCustomError("odd", "expected an even number, found {value}", {"value": value})

    def check(value):
        if value <= 3:
            raise ValueError("too small,\n  by far")
        return value

    class Toy(Component):
        a: Annotated[int, AfterValidator(refuse)] = 2
        b: Annotated[int, AfterValidator(check)] = 4

    with pytest.raises(SpecError) as caught:
        validate(read("a: 3\nb: 2", "f"), Toy)
    assert caught.value.problems[0].message == "expected an even number, found 3"
    assert caught.value.problems[1].message == "too small,   by far"


def test_errors_found_later_get_their_place():
    document = override(read("loss: mse\nmetrics:\n- f1", "f"), ["optimizer=sgd"])
    error = SpecError([
        Problem("", "metrics.0: f1 is for classes"),
        Problem("", "optimizer: not today"),
        Problem("", "dropout.rate: nowhere in the file"),
        Problem("", "no key at all"),
        Problem("seed", "has its place", "g", 3, 1),
    ])  # fmt: skip
    assert [str(p).splitlines()[0] for p in placed(document, error).problems] == [
        "f:3:3: metrics.0: f1 is for classes",
        "--set:1:17: optimizer: not today",
        "f:1:1: dropout.rate: nowhere in the file",
        "f:1:1: no key at all",
        "g:3:1: seed: has its place",
    ]


def test_text_of_many_lines_stays_on_one_line_of_the_message(problems):
    [problem] = problems("hidden: |\n  a\n  b\n" + 'name: "x"')
    assert problem == "2:9 hidden: expected a list of whole numbers > 0, found 'a\\nb\\n' (text)"


def test_no_word_of_pydantic_is_heard(spec_model):
    with pytest.raises(SpecError) as caught:
        validate(
            read("data: 3\noptimizer: [1]\nname: {}\npair: x\nrules: 1\nstopping: 1\nweights: {}", "f"),
            spec_model,
        )
    text = str(caught.value).lower()
    assert len(caught.value.problems) == 7
    for word in ("input", "pydantic", "tag", "dictionary", "tuple", "instance", "valid "):
        assert word not in text
    assert caught.value.__context__ is None


def test_reading_and_validating_takes_milliseconds(spec_model):
    text = (
        DATA
        + "hidden:\n"
        + "- 64\n" * 20
        + "optimizer: {kind: adam, learning_rate: 1e-3}\nstopping:\n  patience: 3\n"
    )
    times = []
    for _ in range(5):
        start = time.process_time()
        validate(read(text, "f"), spec_model)
        times.append(time.process_time() - start)
    assert min(times) < 0.02
