"""`--set`: values put into a document, and their mistakes pointed at in the setting itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpcli.config import override, read, validate
from mlpcli.errors import SpecError, UsageError


def after(text, *sets):
    return override(read(text, "f.yaml"), sets).value


@pytest.mark.parametrize(
    ("text", "setting", "value"),
    [
        ("a: 1", "a=2", {"a": 2}),
        ("a: 1", "b.c.d=1e-3", {"a": 1, "b": {"c": {"d": 0.001}}}),
        ("a: {b: 1, c: 2}", "a.b=no", {"a": {"b": "no", "c": 2}}),
        ("a: [1, 2]", "a.0=[64, 32]", {"a": [[64, 32], 2]}),
        ("a: [1, 2]", "a.2=3", {"a": [1, 2, 3]}),
        ("a: [{k: 1}]", "a.0.k=2", {"a": [{"k": 2}]}),
        ("b: 1", "a.0.k=2", {"b": 1, "a": [{"k": 2}]}),
        ("b: 1", "a.'0'.k=2", {"b": 1, "a": {"0": {"k": 2}}}),
        ("a: {'0': x}", "a.0=y", {"a": {"0": "y"}}),
        ("a: adam", "a.rate=1e-2", {"a": {"kind": "adam", "rate": 0.01}}),
        ("a: [l2]", "a.0.strength=1", {"a": [{"kind": "l2", "strength": 1}]}),
        ("a: {b: adam}", "a={kind: sgd, rate: .5}", {"a": {"kind": "sgd", "rate": 0.5}}),
        ("a:", "a.b=1", {"a": {"b": 1}}),
        ("a: 1", "a=", {"a": None}),
        ("a: 1", "a=b=c", {"a": "b=c"}),
        ("a: 1", "a='007'", {"a": "007"}),
        ("a: &x {b: 1}\nc: *x", "a.b=2", {"a": {"b": 2}, "c": {"b": 1}}),
    ],
)
def test_a_value_is_put_in_place(text, setting, value):
    assert after(text, setting) == value


def test_later_settings_win_and_the_document_stays_as_it_was():
    document = read("a: {b: 1}", "f.yaml")
    changed = override(override(document, ["a.b=2", "a.c=3"]), ["a.b=4"])
    assert changed.value == {"a": {"b": 4, "c": 3}}
    assert document.value == {"a": {"b": 1}}
    assert changed.source == "a: {b: 1}"
    assert changed.overrides == ("a.b=2", "a.c=3", "a.b=4")
    assert changed.nearest(("a", "b"))[1].node.place[:3] == ("--set", 3, 11)


def test_mistakes_point_into_the_setting(spec_model):
    document = override(
        read("data: {source: x}", "f.yaml"),
        ["optimizer.lerning_rate=1e-3", "optimizer.kind=adam", "stopping.patience=0"],
    )
    with pytest.raises(SpecError) as caught:
        validate(document, spec_model)
    assert str(caught.value).splitlines() == [
        "--set:1:17: optimizer.lerning_rate: unknown key; did you mean 'learning_rate'?",
        "    1 | --set optimizer.lerning_rate=1e-3",
        "      |                 ^~~~~~~~~~~~",
        "--set:3:25: stopping.patience: expected a whole number >= 1, found 0",
        "    3 | --set stopping.patience=0",
        "      |                         ^",
    ]


def test_a_key_of_the_file_keeps_its_place(spec_model):
    document = override(read("data: {source: x}\noptimzer: {kind: adam}", "f.yaml"), ["optimzer.beta1=0.5"])
    with pytest.raises(SpecError, match=r"f\.yaml:2:1: optimzer: unknown key"):
        validate(document, spec_model)


def test_a_bare_name_of_the_file_keeps_its_place(spec_model):
    document = override(read("data: {source: x}\noptimizer: adm", "f.yaml"), ["optimizer.beta1=0.5"])
    with pytest.raises(SpecError, match=r"f\.yaml:2:12: optimizer\.kind: .*did you mean 'adam'"):
        validate(document, spec_model)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("list.5=1", "write an index from 0 to 2"),
        ("list.x=1", "write an index from 0 to 2"),
        ("list.-1=1", "write an index from 0 to 2"),
        ("list." + "9" * 5000 + "=1", "write an index from 0 to 2"),
        ("number.a=1", "'number' is 3"),
        ("a=[1", "'[' is never closed"),
        ("a=\x07", "U+0007"),
        ("a=\udc80", "U+DC80"),
    ],
)
def test_what_does_not_fit_is_a_spec_error(setting, words):
    with pytest.raises(SpecError) as caught:
        override(read("list: [1, 2]\nnumber: 3", "f.yaml"), [setting])
    assert words in str(caught.value)
    assert caught.value.problems[0].file == "--set"
    assert caught.value.problems[0].line == 1


@pytest.mark.parametrize("setting", ["", "a", "=1", "a..b=1", "a.=1", "a\nb=1", ".".join("a" * 100) + "=1"])
def test_what_is_no_setting_is_a_usage_error(setting):
    with pytest.raises(UsageError, match="expects key=value"):
        override(read("a: 1", "f.yaml"), [setting])


def test_a_tag_in_a_setting_is_reported_by_validate(spec_model):
    document = override(read("data: {source: x}", "f.yaml"), ["name=!!str a"])
    with pytest.raises(SpecError, match="--set:1:12: tags"):
        validate(document, spec_model)


def test_a_spec_that_is_no_mapping_cannot_be_set():
    with pytest.raises(SpecError, match="the spec is 3"):
        override(read("3", "f.yaml"), ["a=1"])


plain = st.one_of(
    st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False), st.booleans()
)


@given(plain)
@settings(max_examples=50)
def test_numbers_arrive_as_they_are(value):
    text = str(value).lower()
    assert after("a: 0", f"a={text}") == {"a": value}
    assert after("a: 0", f"a=[{text}, {{b: {text}}}]") == {"a": [value, {"b": value}]}
