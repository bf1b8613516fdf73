"""How a problem of a spec is written."""

from __future__ import annotations

from mlpcli.errors import DataError, MlpError, Problem, SpecError


def test_a_problem_shows_its_line_with_a_caret_under_the_place() -> None:
    problem = Problem("optimizer.rate", "unknown key", "a.yaml", 14, 3, 4, "  rate: 1")
    assert str(problem).splitlines() == [
        "a.yaml:14:3: optimizer.rate: unknown key",
        "   14 |   rate: 1",
        "      |   ^~~~",
    ]


def test_a_very_long_line_is_shown_around_the_place() -> None:
    text = "x" * 20_000 + "here" + "y" * 20_000
    head, line, caret = str(Problem("k", "m", "a.yaml", 1, 20_001, 4, text)).splitlines()
    assert head == "a.yaml:1:20001: k: m"
    assert len(line) < 140
    assert line[caret.index("^") :].startswith("here")
    assert caret.endswith("^~~~")


def test_a_problem_without_a_place_is_one_line() -> None:
    assert str(Problem("seed", "expected a number")) == "seed: expected a number"


def test_every_error_has_its_exit_code() -> None:
    assert {cls.__name__: cls.exit_code for cls in MlpError.__subclasses__()} == {
        "UsageError": 2,
        "SpecError": 3,
        "DataError": 4,
        "DivergedError": 5,
        "CheckpointError": 6,
    }
    assert str(SpecError("wrong")) == "wrong"
    assert str(DataError("no rows")) == "no rows"
