"""Trials: every point a full experiment, every fault told once, nothing slower than it need be."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpcli.config import override, read
from mlpcli.config.experiment import experiment_in
from mlpcli.errors import SpecError
from mlpcli.experiment import Experiment
from mlpcli.sweep.reading import axes_document, sweep_in
from mlpcli.sweep.space import points, trials
from mlpcli.sweep.spec import SweepSpec
from mlpcli.sweep.trial import Point

BASE = "data: {source: iris}\nseed: 7\noptimizer: {kind: adam, learning_rate: 1e-3}\nregularization: [l2]\n"


def base(text=BASE):
    return read(text, "base.yaml")


def trials_of(text, document=None):
    sweep = read(text, "s.yaml")
    spec = sweep_in(sweep)
    return trials(document or base(), "sub/base.yaml", points(spec), spec.seeds, sweep)


def refused(text, document=None):
    with pytest.raises(SpecError) as caught:
        trials_of(text, document)
    return caught.value.problems


def test_a_trial_is_the_base_with_its_overrides():
    found = trials_of(
        "axes: {optimizer.learning_rate: [1e-4, 1e-2], architecture.hidden: [[32], []],"
        " regularization.0.strength: [0.5]}"
    )
    assert [t.name for t in found] == ["0000", "0001", "0002", "0003"]
    assert [t.point.number for t in found] == [0, 1, 2, 3]
    last = found[-1]
    text = BASE.replace("1e-3", "0.01").replace("[l2]", "[{kind: l2, strength: 0.5}]")
    by_hand = Experiment.model_validate(read(text + "architecture: {hidden: []}", "x").value)
    assert last.experiment == by_hand.at(Path("sub"))
    assert last.overrides == last.point.overrides
    assert last.seed == 7


KEYS = {
    "optimizer.learning_rate": st.floats(1e-6, 1e3),
    "architecture.hidden": st.lists(st.integers(1, 99), max_size=3),
    "training.batch_size": st.integers(1, 512) | st.just("all"),
    "loss": st.sampled_from([None, "auto", "mse", {"kind": "cross_entropy"}]),
    "data.target": st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8),
    "name": st.text(max_size=5).filter(lambda text: "\0" not in text) | st.none(),
}


@given(st.fixed_dictionaries({}, optional=KEYS))
@settings(max_examples=60)
def test_no_value_changes_on_its_way_into_the_experiment(overrides):
    [trial] = trials(base(), "base.yaml", [Point(0, overrides)])
    tree = base().value
    for key, value in overrides.items():  # set by hand, without the text that the reader sees
        node = tree
        *way, last = key.split(".")
        for part in way:
            node = node.setdefault(part, {})
        node[last] = value
    assert trial.experiment == Experiment.model_validate(tree)


def test_seeds_repeat_every_point():
    found = trials_of("axes: {training.epochs: [1, 2]}\nseeds: 3")
    assert [t.name for t in found] == ["0000-s0", "0000-s1", "0000-s2", "0001-s0", "0001-s1", "0001-s2"]
    assert [t.seed for t in found] == [7, 8, 9, 7, 8, 9]
    assert [t.experiment.seed for t in found] == [7, 8, 9, 7, 8, 9]
    assert found[4].overrides == {"training.epochs": 2, "seed": 8}
    assert found[4].point.overrides == {"training.epochs": 2}
    assert str(found[4].experiment.folder) == "sub"
    alone = experiment_in(override(base(), ["training.epochs=2", "seed=8"]), "sub/base.yaml")
    assert found[4].experiment == alone
    assert found[4].experiment.model_dump_json() == alone.model_dump_json()


def test_more_seeds_begin_with_the_same_trials():
    one, three = (trials_of(f"axes: {{training.epochs: [1, 2]}}\nseeds: {n}") for n in (1, 3))
    assert [t.experiment for t in one] == [t.experiment for t in three[::3]]


def test_a_seed_that_has_no_successor():
    problems = refused("seeds: 2", base(BASE.replace("seed: 7", f"seed: {2**63 - 1}")))
    assert "leaves no room for 2 seeds" in problems[0].message


def test_names_are_as_wide_as_the_largest_number():
    found = trials(base(), "b.yaml", [Point(n, {"training.epochs": n}) for n in (3, 12345)])
    assert [t.name for t in found] == ["00003", "12345"]


def test_budget_of_a_random_search_counts_every_seed():
    text = "method: random\naxes: {optimizer.beta1: {uniform: [0.1, 0.9]}}\nseeds: 3\nbudget: {trials: 10}"
    found = points(sweep_in(read(text, "s")))
    assert [point.number for point in found] == [0, 1, 2, 3]  # four points of three seeds hold ten trials


def test_all_faults_of_all_points_at_once_each_in_its_place():
    text = (
        "axes:\n"
        "  optimizer.lerning_rate: [1e-3, 1e-2]\n"
        "  optimizer.beta1: [0.9, 1.5]\n"
        "  architecture.hidden: [[32], [8, 0], 7]\n"
    )
    found = {(p.file, p.line, p.column, p.key): p.message for p in refused(text)}
    assert set(found) == {
        ("s.yaml", 2, 3, "optimizer.lerning_rate"),
        ("s.yaml", 3, 26, "optimizer.beta1"),
        ("s.yaml", 4, 35, "architecture.hidden.1"),
        ("s.yaml", 4, 39, "architecture.hidden"),
    }
    messages = list(found.values())
    assert "unknown key; did you mean 'learning_rate'? (in all 12 points)" in messages
    beta = next(m for m in messages if "1.5" in m)
    assert beta.startswith("expected a number >= 0 and < 1, found 1.5 (in 6 of 12 points, e.g. ")
    assert "optimizer.beta1=1.5" in beta
    assert any("found 0 (in 4 of 12 points, e.g." in m for m in messages)


def test_a_fault_of_one_point_names_the_point():
    text = "together: [{training.epochs: 3, seed: 1}, {training.epochs: -1, seed: 2}]"
    [problem] = refused(text)
    assert (problem.line, problem.column) == (1, text.index("-1") + 1)
    assert problem.message.endswith("found -1 (in the point training.epochs=-1, seed=2)")


@pytest.mark.parametrize("axis", ["{values: [0.5, 2]}", "{when: {seed: 1}, values: [0.5, 2]}"])
def test_values_written_out_are_found_too(axis):
    text = f"axes: {{optimizer.beta1: {axis}, seed: [1]}}"
    [problem] = refused(text)
    assert problem.column == text.index("2]") + 1


def test_a_drawn_value_points_at_its_distribution():
    text = "method: {kind: random, trials: 3}\naxes: {optimizer.beta1: {uniform: [2, 3]}}"
    found = refused(text)
    assert {(p.line, p.column) for p in found} == {(2, 25)}
    assert all("(in the point optimizer.beta1=2." in p.message for p in found)


def test_a_value_from_the_command_line_points_into_its_option():
    sweep = axes_document(["optimizer=adam,adm"])
    with pytest.raises(SpecError) as caught:
        trials(base(), "b.yaml", points(sweep_in(sweep)), sweep=sweep)
    [problem] = caught.value.problems
    assert (problem.file, problem.line, problem.column) == ("--axis", 1, 23)
    assert "did you mean 'adam'?" in problem.message


def test_without_the_sweep_document_the_key_alone_is_told():
    with pytest.raises(SpecError) as caught:
        trials(base(), "b.yaml", [Point(0, {"optimizer.beta1": 2}), Point(1, {"optimizer.beta1": 0.5})])
    assert str(caught.value) == (
        "optimizer.beta1: expected a number >= 0 and < 1, found 2 (in the point optimizer.beta1=2)"
    )


def test_a_key_of_another_kind_is_told_how_to_depend_on_it():
    [problem] = refused("axes: {optimizer: [adam, sgd], optimizer.beta1: [0.8, 0.9]}")
    assert problem.message.startswith("unknown key of sgd; it belongs to adam, ")
    assert "{when: {optimizer.kind: …}, values: […]}" in problem.message
    assert "(in 2 of 4 points, e.g. optimizer=sgd, optimizer.beta1=0.8)" in problem.message


def test_with_the_condition_it_works():
    found = trials_of(
        "axes: {optimizer: [adam, sgd], optimizer.beta1: {when: {optimizer.kind: adam}, values: [0.8, 0.9]}}"
    )
    assert [getattr(t.experiment.optimizer, "beta1", None) for t in found] == [0.8, 0.9, None]


def test_an_index_beyond_the_list():
    [problem] = refused("axes: {regularization.4.strength: [0.1, 0.2]}")
    assert (problem.line, problem.column) == (1, 8)
    assert "is a list of 1; write an index from 0 to 1" in problem.message


def test_faults_of_the_base_are_told_once_in_the_base():
    [problem] = refused("axes: {training.epochs: [1, 2]}", base(BASE + "metrics: [acuracy]"))
    assert (problem.file, problem.line) == ("base.yaml", 5)
    assert "points" not in problem.message


def test_faults_of_earlier_overrides_stay_theirs():
    document = override(base(), ["training.epochs=x"])
    [problem] = refused("axes: {optimizer.beta1: [0.8, 0.9]}", document)
    assert (problem.file, problem.line, problem.text) == ("--set", 1, "--set training.epochs=x")


def test_what_the_base_lacks_an_axis_may_give():
    assert len(trials_of("axes: {data.source: [iris, xor]}", base("seed: 1"))) == 2


def test_many_faults_are_cut_short():
    found = refused(f"axes: {{optimizer.beta1: {list(range(1, 101))}}}")
    assert len(found) == 51
    assert found[-1].message == "and 50 more problems"


def test_two_points_of_one_experiment_are_refused():
    text = "axes: {optimizer: [adam, {kind: adam}], training.epochs: [1, 2, 3]}"
    [problem] = refused(text)
    assert problem.message.startswith(
        "two points are the same experiment: optimizer=adam, training.epochs=1; and "
        "optimizer={kind: adam}, training.epochs=1 (and 2 more such points)"
    )
    assert "two points are the same" in refused("axes: {name: [a, b]}")[0].message


def test_a_key_that_is_none_in_a_point_made_by_hand():
    with pytest.raises(SpecError, match="expects key=value"):
        trials(base(), "b.yaml", [Point(0, {"a..b": 1})])


def test_a_sweep_without_axes_is_the_base_alone():
    [trial] = trials(base(), "sub/base.yaml", points(SweepSpec()))
    assert trial.experiment == experiment_in(base(), "sub/base.yaml")
    assert trial.overrides == {}


def test_a_thousand_points_are_checked_while_one_waits():
    """0.15 s on a 2-core machine; the limit leaves room for a busy one."""
    rates, widths, sizes = ([*range(1, 11)] for _ in range(3))
    spec = SweepSpec(
        axes={
            "optimizer.learning_rate": rates,
            "architecture.hidden": [[n] for n in widths],
            "training.batch_size": sizes,
        }
    )
    begin = time.process_time()
    assert len(trials(base(), "b.yaml", points(spec))) == 1000
    assert time.process_time() - begin < 2
