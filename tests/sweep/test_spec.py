"""The sweep file: its defaults, its mistakes all at once and in place, and axes from the command line."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpcli.config import dump, json_schema, override, read
from mlpcli.errors import SpecError, UsageError
from mlpcli.experiment.duration import seconds
from mlpcli.kinds import kinds
from mlpcli.metric import AnyMetric
from mlpcli.sweep.axis import Listed
from mlpcli.sweep.method import Grid, Random
from mlpcli.sweep.ranges import LogUniform
from mlpcli.sweep.reading import axes_document, axes_from, load_sweep, sweep_in
from mlpcli.sweep.space import points
from mlpcli.sweep.spec import SweepSpec

FULL = """\
base: digits.yaml
method: {kind: random, trials: 7, seed: 3}
axes:
  optimizer.learning_rate: [1e-4, 1e-3, 1e-2]
  architecture.hidden: [[32], [64, 64]]
  regularization.0.strength: {log_uniform: [1e-6, 1e-1]}
together:
  - {training.batch_size: 32, training.epochs: 20}
seeds: 3
objective: validation_accuracy
budget: {trials: 50, time: 10m}
stack: 16
jobs: 2
"""


def sweep(text):
    return sweep_in(read(text, "s.yaml"))


def problems(text):
    with pytest.raises(SpecError) as caught:
        sweep(text)
    return [(p.line, p.column, p.key, p.message) for p in caught.value.problems]


def test_a_full_sweep_is_read():
    spec = sweep(FULL)
    assert spec.method == Random(trials=7, seed=3)
    assert spec.axes["architecture.hidden"] == Listed(values=([32], [64, 64]))
    assert spec.axes["regularization.0.strength"] == LogUniform(log_uniform=(1e-6, 1e-1))
    assert spec.together == ({"training.batch_size": 32, "training.epochs": 20},)
    assert (spec.seeds, spec.budget.trials, spec.budget.time) == (3, 50, 600.0)
    assert (spec.stack, spec.jobs, spec.sign) == (16, 2, -1)


def test_defaults():
    spec = sweep("axes: {seed: [1, 2]}")
    assert spec.method == Grid()
    assert (spec.base, spec.name, spec.together, spec.seeds) == (None, None, (), 1)
    assert (spec.objective, spec.sign, spec.stack, spec.jobs) == ("validation_loss", 1, "auto", "auto")
    assert (spec.budget.trials, spec.budget.time) == (None, None)


def test_bare_names_of_methods():
    assert sweep("method: random\naxes: {seed: [1]}").method == Random()
    assert sweep("method: grid\naxes: {seed: [1]}").method == Grid()


@pytest.mark.parametrize("text", [FULL, "axes: {a: {when: {b: [1]}, values: [x]}, b: [1, 2]}"])
def test_a_sweep_written_out_reads_back_equal(text):
    spec = sweep(text)
    assert sweep(dump(spec)) == spec


def test_editors_accept_what_the_reader_accepts():
    schema = json_schema(SweepSpec)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(read(FULL, "s").value, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"axes": {"a": 5}}, schema)


def test_every_field_says_what_it_means():
    silent = [name for name, field in SweepSpec.model_fields.items() if not field.description]
    assert not silent


def test_where_the_base_is(tmp_path):
    spec = sweep("base: ../configs/iris.yaml")
    assert (
        spec.base_path(tmp_path / "sweeps" / "s.yaml") == tmp_path / "sweeps" / ".." / "configs" / "iris.yaml"
    )
    assert spec.base_path("-") == Path("../configs/iris.yaml")
    with pytest.raises(SpecError, match=r"s\.yaml: missing key 'base'"):
        sweep("seeds: 2").base_path("s.yaml")


def test_a_sweep_is_read_from_its_file(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text(FULL, encoding="utf-8")
    assert load_sweep(path) == sweep(FULL)
    with pytest.raises(SpecError, match="no such file"):
        load_sweep(tmp_path / "t.yaml")


def test_a_spec_is_not_taken_for_a_sweep():
    with pytest.raises(SpecError, match=r"^s\.yaml:1:1: a spec, not a sweep; name what varies: --axis"):
        sweep("data: iris\nseed: 3")


@pytest.mark.parametrize(
    "objective", ["training_loss", "validation_loss", "validation_f1", "validation_rmse"]
)
def test_objectives_there_are(objective):
    assert sweep(f"objective: {objective}").objective == objective


@pytest.mark.parametrize(("kind", "metric"), [(k, m) for k, m in kinds(AnyMetric).items() if m.scalar])
def test_the_direction_follows_from_the_metric(kind, metric):
    assert sweep(f"objective: validation_{kind}").sign == {"max": -1, "min": 1}[metric.direction]


@pytest.mark.parametrize(
    ("objective", "hint"),
    [
        ("accuracy", "did you mean 'validation_accuracy'?"),
        ("loss", "did you mean 'validation_loss'?"),
        ("validation_acuracy", "did you mean 'validation_accuracy'?"),
        ("test_score", "with one of accuracy"),
    ],
)
def test_an_objective_that_is_not_measured(objective, hint):
    assert hint in problems(f"objective: {objective}")[0][3]


def test_a_table_is_no_objective():
    assert "found 'validation_confusion_matrix'" in problems("objective: validation_confusion_matrix")[0][3]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("90s", 90),
        ("10m", 600),
        ("2h", 7200),
        ("1h30m", 5400),
        ("1.5 h", 5400),
        ("1d 1s", 86401),
        ("0.5s", 0.5),
    ],
)
def test_durations(text, value):
    assert seconds(text) == value
    assert sweep(f"budget: {{time: {text}}}").budget.time == value


@given(st.integers(0, 99), st.integers(0, 99), st.integers(1, 99))
def test_parts_of_a_duration_add_up(h, m, s):
    assert seconds(f"{h}h{m}m{s}s") == 3600 * h + 60 * m + s


@pytest.mark.parametrize("text", ["tenmin", "10", "10x", "m", "", "30m1h", "-5s", "1e3s"])
def test_what_is_no_duration(text):
    with pytest.raises(ValueError, match="expected seconds, or a duration such as 90s, 10m or 1h30m; found"):
        seconds(text)


def test_all_mistakes_are_told_at_once_and_in_place():
    text = "axis: 1\nmethod: gird\nseeds: 0\nbudget: {time: 0, trials: 1.5}\nstack: many\naxes: [1]\n"
    found = problems(text)
    assert [(line, key) for line, _, key, _ in found] == [
        (1, "axis"),
        (2, "method"),
        (3, "seeds"),
        (4, "budget.time"),
        (4, "budget.trials"),
        (5, "stack"),
        (6, "axes"),
    ]
    messages = " | ".join(message for *_, message in found)
    for part in ("did you mean 'axes'?", "did you mean 'grid'?", "expected a mapping of keys of the spec"):
        assert part in messages


@pytest.mark.parametrize(
    ("text", "key", "message"),
    [
        (
            "axes: {a: {uniform: [0, 1]}}",
            "axes.a",
            r"axis 'a' is a distribution, and grid .*: random, halving, asha, tpe$",
        ),
        (
            "axes: {a: {integer: [0, 1]}}",
            "axes.a",
            r"axis 'a' is a distribution, and grid .*: random, halving, asha, tpe$",
        ),
        (
            "axes: {a: {choice: [0, 1]}}",
            "axes.a",
            r"axis 'a' is a choice, and grid .* without 'choice', .*random",
        ),
        ("axes: {a=b: [1]}", "axes.'a=b'", r"not a dotted key"),
        ("axes: {'': [1]}", "axes.''", r"not a dotted key"),
        ("axes: {a..b: [1]}", "axes.'a..b'", r"not a dotted key.*expected a name at character 3"),
        ("together: [{a: 1}, {b.: 1}]", "together.1.'b.'", r"not a dotted key"),
        ("axes: {a: {when: {'b.': 1}, values: [1]}}", "axes.a.when.'b.'", r"not a dotted key"),
        ("axes: {a.b: [1], 'a.''b''': [2]}", "axes.'a.''b'''", r"two axes set"),
        ("axes: {a.b: [1]}\ntogether: [{c: 1}, {a.b: 2}]", "together", r"two axes set 'a\.b'"),
        ("axes: {a: [{b: 1}], a.b: [2]}", "axes.'a.b'", r"'a\.b' is set a second time by 'a: \{b: 1\}'"),
        ("axes: {c: [1], a: [{b: 1}], a.b: {when: {c: 1}, values: [2]}}", "axes.'a.b'", r"set a second time"),
        ("axes: {a.b: [2], a: [x, {b: 1}]}", "axes.a", r"'a\.b' is set a second time by 'a: \{b: 1\}'"),
        ("axes: {a: [null], a.b.c: [2]}", "axes.'a.b.c'", r"'a\.b\.c' is set a second time by 'a: null'"),
        (
            "axes: {a: [x], a.kind: [y]}",
            "axes.'a.kind'",
            r"second time by 'a: x'.*give 'a\.kind' a condition",
        ),
        ("axes: {a: [[{b: 1}]]}\ntogether: [{a.0.b: 2}]", "together", r"'a\.0\.b' is set a second time"),
        (
            "method: random\naxes: {a: {integer: [1, 2]}, a.b: [1]}",
            "axes.'a.b'",
            r"set a second time by 'a: 1'",
        ),
        (
            "together: [{x: 0}, {a.b: 1, a: {b: 2}}]",
            "together.1.'a.b'",
            r"set a second time by 'a: \{b: 2\}'",
        ),
        ("axes: {seed: [1, 2]}\nseeds: 2", "axes.seed", r"'seed' varies already, by 'seeds: 2'"),
        ("together: [{seed: 1}]\nseeds: 2", "together", r"'seed' varies already"),
        (
            "axes: {a: {when: {b: 1}, values: [1]}}",
            "axes.a.when.b",
            r"no other axis sets 'b'; a condition asks",
        ),
        ("axes: {a: {when: {a: 1}, values: [1]}}", "axes.a.when.a", r"no other axis sets 'a'"),
        (
            "axes: {a: {when: {optimizer.kind: x}, values: [1]}, optimiser.kind: [x]}",
            "axes.a.when.'optimizer.kind'",
            r"no other axis sets 'optimizer\.kind'; did you mean 'optimiser\.kind'\?",
        ),
        (
            "axes: {o: [adam, sgd], o.b: {when: {o.kind: adm}, values: [1]}}",
            "axes.'o.b'.when.'o.kind'",
            r"'o\.kind' is never adm; its axis has: adam, sgd",
        ),
        (
            "method: random\naxes: {o: {uniform: [0, 1]}, b: {when: {o: 0}, values: [1]}}",
            "axes.b.when.o",
            r"'o' is a range of numbers; a condition needs an axis with a list",
        ),
        ("together: [{a: 1}, {a: 1.0}]", "together", r"repeated value \{a: 1\.0\}"),
    ],
)
def test_keys_that_do_not_go_together(text, key, message):
    found = problems(text)
    assert len(found) == 1
    assert found[0][0] > 0
    assert found[0][2] == key
    assert re.search(message, found[0][3])


@pytest.mark.parametrize(
    "text",
    [
        "axes: {optimizer: [adam, sgd], optimizer.learning_rate: [1, 2]}",
        "axes: {optimizer: [{kind: adam, beta1: 0.5}], optimizer.learning_rate: [1, 2]}",
        "axes: {a: [[{kind: l2}]], a.0.strength: [1, 2]}",
        "axes: {a: [null, {m: x}], a.p: {when: {a.m: x}, values: [1, 2]}}",
        "axes: {a.b: [1], a.c: [1], ab: [1]}",
        "together: [{optimizer: adam, optimizer.beta1: 0.5}, {}]",
        "axes: {seed: [1, 2]}",
    ],
)
def test_keys_that_may_stand_beside_each_other(text):
    assert points(sweep(text))


def test_points_refuses_a_sweep_made_in_python_by_the_same_rules():
    with pytest.raises(SpecError, match=r"axes\.'a\.b': .*set a second time"):
        points(SweepSpec(axes={"a": [{"b": 1}], "a.b": [2]}))


def test_axes_of_the_command_line():
    spec = axes_from(["optimizer.learning_rate=1e-4,1e-3", "architecture.hidden=[32],[64, 64]", "loss=auto"])
    assert {key: axis.values_in_order for key, axis in spec.axes.items()} == {
        "optimizer.learning_rate": (1e-4, 1e-3),
        "architecture.hidden": ([32], [64, 64]),
        "loss": ("auto",),
    }
    assert spec.method == Grid()


def test_options_are_added_to_the_document_of_the_axes():
    document = override(axes_document(["a={log_uniform: [1e-4, 1]}"]), ["method=random", "seeds=2"])
    spec = sweep_in(document)
    assert spec.axes["a"] == LogUniform(log_uniform=(1e-4, 1.0))
    assert (spec.method, spec.seeds) == (Random(), 2)


def test_a_mapping_of_the_spec_stays_a_value():
    assert axes_from(["optimizer={kind: sgd}"]).axes["optimizer"].values_in_order == ({"kind": "sgd"},)


@pytest.mark.parametrize("text", ["a", "=1", "a.=1", "", "a=1\nb=2"])
def test_an_axis_that_is_not_key_and_values(text):
    with pytest.raises(UsageError, match=r"^--axis expects key=value,value,…, as in --axis"):
        axes_from([text])


def test_an_axis_given_twice():
    with pytest.raises(UsageError, match=r"^--axis a is given twice"):
        axes_from(["a=1", "a=2"])


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("a=", 8, "expected a list of at least one entry"),
        ("a=1,1", 8, "repeated value 1"),
        ("a=1]", 11, "is a bracket closed twice?"),
        ("a=[1", 9, "a bracket or quote after it is never closed"),
        ("a='x", 10, "the quote that opens here is never closed"),
        ("a=1,!x 2", 12, "tags ('!…') are not supported"),
    ],
)
def test_mistakes_point_into_the_option(text, column, message):
    with pytest.raises(SpecError) as caught:
        axes_from(["b=1", text])
    problem = caught.value.problems[0]
    assert (problem.file, problem.line, problem.text) == ("--axis", 2, f"--axis {text}")
    assert abs(problem.column - column) <= 1
    assert problem.key in ("", "axes.a", "a")
    assert message in problem.message
