"""Data sets that come with the program, from a source tree and from an installed package."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from mlpcli.data.source import TARGETS, Builtin, Table, builtin, datasets_folder
from mlpcli.errors import DataError


@pytest.mark.parametrize("name", TARGETS)
def test_every_data_set_reads_and_knows_its_target(name: Any) -> None:
    frame = Builtin(name=name).read(Path("anywhere"))
    assert frame.target == TARGETS[name][1]
    assert frame.target == list(frame.columns)[-1]
    assert frame.origin == name


def test_the_fingerprint_is_that_of_the_file() -> None:
    file = Table(path="iris.csv")
    assert Builtin(name="iris").fingerprint(Path("anywhere")) == file.fingerprint(datasets_folder())


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ValidationError, match="'iris'"):
        Builtin(name="mnist")  # type: ignore[arg-type]


def test_an_installed_package_holds_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder `datasets` of somebody else beside the package does not count."""
    package = tmp_path / "mlpcli"
    (package / "data" / "source").mkdir(parents=True)
    monkeypatch.setattr(builtin, "__file__", str(package / "data" / "source" / "builtin.py"))
    (tmp_path / "datasets").mkdir()
    with pytest.raises(DataError, match="missing from this installation"):
        datasets_folder()
    (tmp_path / "datasets" / "SOURCES.md").touch()
    assert datasets_folder() == tmp_path / "datasets"
    (package / "datasets").mkdir()
    (package / "datasets" / "SOURCES.md").touch()
    assert datasets_folder() == package / "datasets"
