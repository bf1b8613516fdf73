"""The command line as a user meets it: a folder with a table and a short spec, and `mlp` itself."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
        """The one JSON object on stdout; nothing may stand beside it, not even NaN in it."""
        return json.loads(self.out, parse_constant=_refuse)


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


Mlp = Callable[..., Ended]


@pytest.fixture
def mlp(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Mlp:
    """mlp(*words): the command line in this process."""

    def run(*words: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["mlp", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Ended(int(ended.value.code or 0), said.out, said.err)

    return run


@pytest.fixture
def done(mlp: Mlp) -> Mlp:
    """As `mlp`, for a command that has to succeed."""

    def run(*words: object) -> Ended:
        ended = mlp(*words)
        assert ended.code == 0, ended.err
        return ended

    return run


@pytest.fixture
def refused(mlp: Mlp) -> Callable[..., str]:
    """refused(code, *words): what stderr says about a command that fails with this exit code."""

    def run(code: int, *words: object) -> str:
        ended = mlp(*words)
        assert ended.code == code, ended.err
        assert ended.out == ""
        assert ended.err.strip()
        return ended.err

    return run


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, which has iris.csv and a spec that says no more than it must."""
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


@pytest.fixture(scope="session")
def process(program: list[str]) -> Callable[..., Ended]:
    """process(*words, cwd=...): the command line in a process of its own."""

    def run(*words: object, **options: Any) -> Ended:
        options = {"env": {**os.environ, **options.pop("env", {})}, "encoding": "utf-8"} | options
        command = [*program, *map(str, words)]
        ended = subprocess.run(command, capture_output=True, check=False, timeout=60, **options)
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    return run


@pytest.fixture(scope="session")
def shared() -> Path:
    """Tables as they come, beside the repository; a test that needs them is skipped without."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no ../shared/data")
    return folder


@pytest.fixture(scope="session")
def arrays() -> Callable[..., dict[str, bytes]]:
    """arrays(run, *groups): the data sets of a checkpoint below these groups, bit by bit, by plain h5py."""

    def read(run: Path, *groups: str) -> dict[str, bytes]:
        found: dict[str, bytes] = {}

        def take(name: str, item: object) -> None:
            if isinstance(item, h5py.Dataset) and name.startswith(groups or ("",)):
                found[name] = np.asarray(item).tobytes()

        with h5py.File(run / "checkpoint.h5") as file:
            file.visititems(take)
        assert found
        return found

    return read


@pytest.fixture(scope="session")
def contents() -> Callable[[Path], dict[str, bytes | None]]:
    """contents(folder): all that is below it, to see whether anything was touched."""

    def read(folder: Path) -> dict[str, bytes | None]:
        found = sorted(folder.rglob("*"))
        return {str(path): path.read_bytes() if path.is_file() else None for path in found}

    return read


@pytest.fixture(scope="session")
def rows() -> Callable[[str], list[dict[str, str]]]:
    """rows(text): a CSV's rows as Python's csv module reads them."""
    return lambda text: list(csv.DictReader(text.splitlines()))


@pytest.fixture(scope="session")
def table() -> Callable[[Path, Sequence[Sequence[object]]], Path]:
    """table(path, rows): writes a CSV."""

    def write(path: Path, rows: Sequence[Sequence[object]]) -> Path:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return path

    return write
