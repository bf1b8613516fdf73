"""Finding files, telling them apart by their bytes, and bounds on what they may claim."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from mlpcli.data.source import Idx, Table
from mlpcli.data.source import base as base_module
from mlpcli.data.source.base import locate
from mlpcli.errors import DataError


def test_paths_start_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.csv").touch()
    assert locate("../a.csv", tmp_path / "sub").samefile(tmp_path / "a.csv")
    assert locate(str(tmp_path / "a.csv"), Path("elsewhere")) == tmp_path / "a.csv"


@pytest.mark.parametrize("path", ["missing.csv", "http://localhost/a.csv", "s3://bucket/a.csv", "a\0b.csv"])
def test_a_missing_file_is_named_as_written(path: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=re.escape(f"no such file: {path} (looked in {tmp_path})")):
        Table(path=path).read(tmp_path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(DataError, match=r"a\.csv: is not a file"):
        Table(path="a.csv").read(tmp_path)


def test_a_name_too_long_for_the_system_is_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="x"):
        Table(path="x" * 5000).read(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="needs a user who can be refused")
def test_a_file_that_may_not_be_read_is_a_data_error(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    (tmp_path / "a.csv").chmod(0)
    with pytest.raises(DataError, match=r"a\.csv"):
        Table(path="a.csv").read(tmp_path)


def test_the_systems_refusal_is_a_data_error() -> None:
    with (
        pytest.raises(DataError, match=r"a\.csv: cannot be read: Permission denied"),
        base_module.readable("a.csv"),
    ):
        raise PermissionError(13, "Permission denied")


def test_fingerprint_is_sha_256(tmp_path: Path) -> None:
    """SHA-256 of "abc": FIPS 180-2, appendix B.1."""
    (tmp_path / "a.csv").write_bytes(b"abc")
    assert Table(path="a.csv").fingerprint(tmp_path) == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def test_fingerprint_covers_every_file(tmp_path: Path) -> None:
    (tmp_path / "images").write_bytes(b"a")
    (tmp_path / "labels").write_bytes(b"bc")
    (tmp_path / "both").write_bytes(b"abc")
    pair = Idx(images="images", labels="labels").fingerprint(tmp_path)
    assert pair == Table(path="both").fingerprint(tmp_path)
    (tmp_path / "labels").write_bytes(b"bd")
    assert Idx(images="images", labels="labels").fingerprint(tmp_path) != pair


def test_fingerprint_does_not_depend_on_the_path(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"abc")
    assert Table(path="a.csv").fingerprint(tmp_path) == Table(path=str(tmp_path / "a.csv")).fingerprint(
        Path()
    )


def test_fingerprint_of_a_missing_file_is_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        Table(path="a.csv").fingerprint(tmp_path)
