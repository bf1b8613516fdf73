"""Names of runs are folders on Linux, macOS and Windows."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlpcli.errors import UsageError
from mlpcli.store.naming import LONGEST, checked_name


@pytest.mark.parametrize(
    "name",
    [
        "digits",
        "digits-2",
        "Versuch 3 (größer)",
        "lr=1e-3,units=64",
        "a.b",
        "console",
        "com10",
        "nul-2",
        "数字",
    ],
)
def test_accepted(name: str, tmp_path: Path) -> None:
    assert checked_name(name) == name
    (tmp_path / name).mkdir()


# The reserved names: learn.microsoft.com, "Naming Files, Paths, and Namespaces".
@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "empty"),
        (".", "dot"),
        ("..", "dot"),
        (".hidden", "dot"),
        ("-v", "hyphen"),
        ("end.", "dot"),
        ("end ", "space"),
        ("a/b", "no '/'"),
        ("a\\b", r"no '\\\\'"),
        ("../a", "no '/'"),
        ("C:run", "no ':'"),
        ("a*", r"no '\*'"),
        ("a\0b", r"no '\\x00'"),
        ("a\nb", r"no '\\n'"),
        ("a\u202eb", r"no '\\u202e'"),
        ("\ud800", r"no '\\ud800'"),
        ("CON", "device"),
        ("nul", "device"),
        ("Aux.txt", "device"),
        ("com1", "device"),
        ("LPT².log", "device"),
        ("con .txt", "device"),
        ("x" * (LONGEST + 1), "101 characters"),
        ("数" * LONGEST, "100 characters"),
    ],
)
def test_refused(name: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        checked_name(name)
