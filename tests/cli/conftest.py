"""The command line as a user meets it: a folder with a table and a four-line spec, and `mlp` itself."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import h5py
import numpy as np
import pytest

from mlpcli.cli.main import main

ROOT = Path(__file__).resolve().parents[2]

SPEC = """\
data: {source: iris.csv, target: species}
architecture: {hidden: [16]}
"""


@dataclass(frozen=True)
class Ended:
    """What a command left: its exit code, and what it said where."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON object on stdout; nothing may stand beside it."""
        return json.loads(self.out, parse_constant=not_json)


def not_json(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


class Mlp(Protocol):
    """Runs `mlp` with these words in this process."""

    def __call__(self, *words: str) -> Ended: ...


@pytest.fixture
def mlp(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Mlp:
    def run(*words: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["mlp", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Ended(int(ended.value.code or 0), said.out, said.err)

    return run


@pytest.fixture
def done(mlp: Mlp) -> Mlp:
    """As `mlp`, for a command that has to succeed."""

    def run(*words: str) -> Ended:
        ended = mlp(*words)
        assert ended.code == 0, ended.err
        return ended

    return run


@pytest.fixture
def refused(mlp: Mlp) -> Callable[..., str]:
    """refused(code, *words): what stderr says of a command that has to fail so; stdout says nothing."""

    def run(code: int, *words: str) -> str:
        ended = mlp(*words)
        assert ended.code == code, ended.err
        assert ended.out == ""
        assert "Traceback" not in ended.err
        assert ended.err.strip()
        return ended.err

    return run


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: iris.csv and iris.yaml, the spec of four lines (less two that it does not need)."""
    shutil.copy(ROOT / "datasets" / "iris.csv", tmp_path)
    (tmp_path / "iris.yaml").write_text(SPEC, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def trained(world: Path, done: Mlp) -> Path:
    """The folder of a run of iris.yaml."""
    done("train", "iris.yaml", "--quiet")
    return world / "runs" / "iris"


@pytest.fixture(scope="session")
def program() -> list[str]:
    """The words that start `mlp` in a process of its own."""
    return [sys.executable, "-m", "mlpcli.cli.main"]


@pytest.fixture
def process(world: Path, program: list[str]) -> Mlp:
    """As `mlp`, in a process of its own."""

    def run(*words: str) -> Ended:
        ended = subprocess.run(
            [*program, *words], capture_output=True, encoding="utf-8", check=False, timeout=60
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    return run


@pytest.fixture(scope="session")
def shared() -> Path:
    """Tables as they come, beside the repository; tests that need them are skipped without."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs ../shared/data")
    return folder


def arrays(folder: Path, *groups: str) -> dict[str, bytes]:
    """The data sets of a run's checkpoint below these groups, as bytes, read with plain h5py."""
    found: dict[str, bytes] = {}

    def take(name: str, item: object) -> None:
        if isinstance(item, h5py.Dataset) and name.startswith(groups or ("",)):
            found[name] = np.asarray(item).tobytes()

    with h5py.File(folder / "checkpoint.h5") as file:
        file.visititems(take)
    assert found
    return found


def weights(folder: Path) -> dict[str, bytes]:
    """Last and best weights, bit by bit."""
    return arrays(folder, "weights")


def contents(folder: Path) -> dict[str, bytes | None]:
    """Every file and folder below, to see whether anything was touched."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def write_csv(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))
