"""What `import mlpcli` offers: the names it documents, nothing heavy before its use, and code that runs."""

from __future__ import annotations

import inspect
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import mlpcli
from mlpcli.families import FAMILIES, Family

ROOT = Path(__file__).resolve().parent.parent
DOC = inspect.cleandoc(mlpcli.__doc__ or "")
HEAVY = ("numpy", "pydantic", "yaml", "rich", "typer", "h5py", "duckdb", "threadpoolctl", "matplotlib")


def documented() -> list[str]:
    """The names in the first column of the docstring's table."""
    cells = re.findall(r"^\| ([^|]+) \|", DOC, re.MULTILINE)[1:]
    return [name for cell in cells for name in cell.split(", ")]


def test_exported_is_what_is_documented() -> None:
    assert len(mlpcli.__all__) == len(set(mlpcli.__all__))
    assert set(mlpcli.__all__) == {"__version__", *documented()}


@pytest.mark.parametrize("name", mlpcli.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(mlpcli, name) is not None
    assert name in dir(mlpcli)


@pytest.mark.parametrize("name", documented())
def test_every_name_explains_itself(name: str) -> None:
    assert inspect.getdoc(getattr(mlpcli, name))


def test_no_other_name_is_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Adam'"):
        mlpcli.Adam  # noqa: B018


def test_star_gives_them_all() -> None:
    names: dict[str, object] = {}
    exec("from mlpcli import *", names)
    assert names.keys() >= set(mlpcli.__all__)


def test_import_loads_nothing_heavy() -> None:
    program = f"import sys, mlpcli; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    assert ended.stdout.split() == []


def snippet(text: str) -> str:
    """The lines of code in the docstring: those that are indented."""
    return "\n".join(line[4:] for line in text.splitlines() if line.startswith("    ") or not line)


def readme_snippet() -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    return code


@pytest.mark.parametrize("code", [snippet(DOC), readme_snippet()], ids=["docstring", "README"])
def test_the_snippet_runs_as_written(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("configs", "datasets"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    assert "import mlpcli" in code
    names: dict[str, object] = {}
    exec(compile(code, "snippet", "exec"), names)
    said = capsys.readouterr().out
    assert "EpochEnd(" in said
    assert "Stopped(" in said
    assert isinstance(names["model"], mlpcli.Model)


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_the_readme_lists_every_kind(family: Family) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f" | {', '.join(family.kinds)} |" in text
