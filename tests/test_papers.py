"""The specs of published results: each trains on files in the format of MNIST's, here tiny ones of noise."""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.cli.main import main
from mlpcli.config import load_document

FOLDER = Path(__file__).resolve().parent.parent / "configs/papers"
SWEEPS = sorted(FOLDER.glob("*_sweep.yaml"))
SPECS = sorted(set(FOLDER.glob("*.yaml")) - set(SWEEPS))

FEW = ("--set", "training.epochs=1", "--set", "training.batch_size=110")
"""Two steps, as there are 220 rows."""

of_every_spec = pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)


def narrow(path: Path) -> tuple[str, ...]:
    """Fewer units, where there are many and the sweep does not choose them: saving millions takes seconds."""
    wide = path.stem.startswith(("kingma", "simard", "srivastava"))
    return ("--set", "architecture.hidden=[8, 8]") if wide else ()


def idx(array: np.ndarray) -> bytes:
    """Bytes 0, 0, type 8 (bytes), number of axes; their lengths as four bytes; the numbers."""
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The specs, and where they look for them 220 images to learn from and 30 to test, of noise."""
    draw = np.random.default_rng(0)
    specs, data = tmp_path / "configs/papers", tmp_path / "data/fashion-mnist"
    specs.mkdir(parents=True)
    data.mkdir(parents=True)
    for path in [*SPECS, *SWEEPS]:
        (specs / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    for part, rows in (("train", 220), ("t10k", 30)):
        files = {
            f"{part}-images-idx3-ubyte.gz": draw.integers(0, 256, (rows, 28, 28), np.uint8),
            f"{part}-labels-idx1-ubyte.gz": np.arange(rows, dtype=np.uint8) % 10,
        }
        for name, array in files.items():
            (data / name).write_bytes(idx(array))
    return specs


@pytest.fixture
def mlp(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Any]:
    """mlp(*words): the JSON of a command that succeeds, in the folder of the specs."""
    monkeypatch.chdir(folder)

    def run(*words: object) -> Any:
        monkeypatch.setattr(sys, "argv", ["mlp", *map(str, words), "--json"])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert not ended.value.code, said.err
        return json.loads(said.out)

    return run


@of_every_spec
def test_it_trains_two_steps(mlp: Callable[..., Any], path: Path) -> None:
    assert mlp("check", path.name)["rows"]["train"] == 220
    told = mlp("train", path.name, *FEW, *narrow(path))
    assert told["epochs"] == 1
    assert told["test"]["accuracy"] >= 0


@of_every_spec
def test_it_says_what_was_published_and_what_differs(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "# yaml-language-server: $schema=../mlp.schema.json"
    text = "\n".join(line for line in lines if line.startswith("#"))
    for words in ("Published", "fashion-mnist", "What differs"):
        assert words in text or "as in ioffe2015.yaml" in text
    data = load_document(path).value["data"]
    assert data["source"] == "../../data/fashion-mnist/train-images-idx3-ubyte.gz"
    assert data["split"]["test"] == "../../data/fashion-mnist/t10k-images-idx3-ubyte.gz"


@pytest.mark.parametrize("path", SWEEPS, ids=lambda path: path.stem)
def test_every_sweep_can_be_trained(mlp: Callable[..., Any], path: Path) -> None:
    said = mlp("sweep", path.name, *FEW, *narrow(path), "--quiet")
    assert said["failed"] == 0
    assert said["trials"] > 2
