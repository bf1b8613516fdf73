"""Checkpoints of other days, which mlp still reads, evaluates and continues; see golden/make.py."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mlpcli.errors import CheckpointError
from mlpcli.evaluation import evaluate, predict
from mlpcli.store import seal as seal_module
from mlpcli.store.checkpoint import load
from mlpcli.store.plain import read_plain
from mlpcli.store.seal import FORMAT_VERSION, seal, version_on
from mlpcli.store.trained import open_checkpoint
from mlpcli.store.tree import write_tree
from mlpcli.training.events import EpochEnd

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(GOLDEN.glob("v*.h5.gz"))
DATA = "trees.csv"


@pytest.fixture(params=FILES, ids=lambda path: path.name.removesuffix(".h5.gz"))
def stem(request: pytest.FixtureRequest) -> str:
    name: str = request.param.name
    return name.removesuffix(".h5.gz")


@pytest.fixture
def checkpoint(stem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The unpacked file, in the working folder, beside its data."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(GOLDEN / DATA, tmp_path)
    path = tmp_path / "checkpoint.h5"
    path.write_bytes(gzip.decompress((GOLDEN / f"{stem}.h5.gz").read_bytes()))
    return path


def test_there_are_some_of_every_version() -> None:
    versions = {int(path.name.partition("-")[0][1:]) for path in FILES}
    assert versions == set(range(1, FORMAT_VERSION + 1))
    assert all(path.stat().st_size < 10_000 for path in FILES)
    for version in versions:
        assert len([path for path in FILES if path.name.startswith(f"v{version}-")]) >= 3


def test_the_name_tells_the_version(checkpoint: Path, stem: str) -> None:
    assert stem.startswith(f"v{version_on(checkpoint.read_bytes())}-")


def test_metrics_are_as_recorded(checkpoint: Path, stem: str) -> None:
    expected = json.loads((GOLDEN / f"{stem}.json").read_text(encoding="utf-8"))
    assert evaluate(open_checkpoint(checkpoint), DATA).scores == pytest.approx(expected, rel=1e-5)


def test_predictions_are_as_recorded(checkpoint: Path, stem: str) -> None:
    columns = predict(open_checkpoint(checkpoint), DATA).columns
    with (GOLDEN / f"{stem}.csv").open(encoding="utf-8", newline="") as file:
        recorded = list(csv.DictReader(file))
    assert len(recorded) == 30
    for name, column in columns.items():
        expected = [row[name] for row in recorded]
        if column.dtype.kind == "f":
            assert column.tolist() == pytest.approx([float(cell) for cell in expected], rel=1e-4, abs=1e-5)
        else:
            assert list(map(str, column)) == expected


def test_stored_rows_are_found_again(checkpoint: Path) -> None:
    trained = open_checkpoint(checkpoint)
    assert evaluate(trained).rows == len(trained.checkpoint.data.partition["test"]) > 0


def test_training_goes_on(checkpoint: Path) -> None:
    session = open_checkpoint(checkpoint).session()
    done = session.state.epoch
    training = session.experiment.training.model_copy(update={"epochs": done + 2})
    session.experiment = session.experiment.model_copy(update={"training": training}).at(Path())
    for replica, member in zip(session.state.replicas, session.experiment.members, strict=True):
        replica.experiment = member
    ends = [event.epoch for event in session.fit() if isinstance(event, EpochEnd)]
    assert ends == [done + 1, done + 2] or session.replica.reason == "early_stopping"


def at_version(version: int, monkeypatch: pytest.MonkeyPatch, inside: Callable[[Path], None]) -> None:
    """Calls with mlp as it will be when that is the format version."""
    with monkeypatch.context() as later:
        later.setattr(seal_module, "FORMAT_VERSION", version)
        inside(Path("checkpoint.h5"))


def test_a_later_mlp_reads_it(checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_version(FORMAT_VERSION + 1, monkeypatch, lambda path: open_checkpoint(path))


@pytest.mark.parametrize("sealed", [True, False])
def test_what_a_later_mlp_writes_is_refused_and_not_called_damaged(
    checkpoint: Path, monkeypatch: pytest.MonkeyPatch, *, sealed: bool
) -> None:
    tree = {**read_plain(checkpoint.read_bytes()), "format_version": FORMAT_VERSION + 1}

    def write(path: Path) -> None:
        path.write_bytes(seal(write_tree(tree)) if sealed else write_tree(tree))

    at_version(FORMAT_VERSION + 1, monkeypatch, write)
    with pytest.raises(
        CheckpointError, match=r"checkpoint\.h5 was written by a newer version of mlp"
    ) as caught:
        load(checkpoint)
    assert "damaged" not in str(caught.value)
