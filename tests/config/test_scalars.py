"""Unquoted scalars mean what YAML 1.2's core schema says, whatever PyYAML would make of them."""

from __future__ import annotations

import math

import pytest

from mlpcli.config import read
from mlpcli.config.scalars import resolve

# The examples of YAML 1.2.2, section 10.3.2, with the values that its tables give them.
OF_THE_STANDARD = {
    "null": None, "Null": None, "NULL": None, "~": None, "": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "0": 0, "0o7": 7, "0x3A": 58, "-19": -19,
    "0.": 0.0, "-0.0": -0.0, ".5": 0.5, "+12e03": 12000.0, "-2E+05": -200000.0,
    ".inf": math.inf, "-.Inf": -math.inf, "+.INF": math.inf,
}  # fmt: skip

# What YAML 1.1 and PyYAML's resolver turn into something else (issues named in shared reports of such tools).
TRAPS = {
    "1e-3": 0.001, "1E5": 1e5, "5e-324": 5e-324, "010": 10, "0o17": 15, "0x1f": 31,
    "no": "no", "yes": "yes", "on": "on", "off": "off", "No": "No", "y": "y",
    "1:30": "1:30", "190:20:30": "190:20:30", "1_000": "1_000", "2024-05-01": "2024-05-01",
    "0b101": "0b101", "0O17": "0O17", "0X1F": "0X1F", "+0x1f": "+0x1f", "tRue": "tRue", "nULL": "nULL",
    "-": "-", "+": "+", "e5": "e5", "1e": "1e", ".e1": ".e1", "1.2.3": "1.2.3", "=": "=", "<<": "<<",
    "١٢": "١٢",
}  # fmt: skip


@pytest.mark.parametrize(("text", "value"), [*OF_THE_STANDARD.items(), *TRAPS.items()])
def test_an_unquoted_scalar_is_read_by_the_core_schema(text, value):
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


def test_not_a_number_is_a_number():
    assert math.isnan(resolve(".nan"))
    assert math.isnan(resolve(".NaN"))


@pytest.mark.parametrize("text", ["no", "1e-3", "0x10", "null", "~", "true", ".inf", "1:30", ""])
def test_quotes_make_text(text):
    assert read(f"a: '{text}'", "f").value == {"a": text}
    assert read(f'a: "{text}"', "f").value == {"a": text}


def test_a_number_has_an_end():
    assert resolve("9" * 100) == 10**100 - 1
    with pytest.raises(ValueError, match="101 characters"):
        resolve("9" * 101)
    assert resolve("9" * 101 + "x") == "9" * 101 + "x"
