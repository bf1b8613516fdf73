"""Data sets of HDF5 files; what stands elsewhere is not followed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from mlpcli.confined import datasets
from mlpcli.data.source.hdf5 import Hdf5
from mlpcli.errors import DataError

X = np.arange(12, dtype=np.float32).reshape(4, 3)


@contextmanager
def writing(folder: Path, name: str = "a.h5") -> Iterator[h5py.File]:
    with h5py.File(folder / name, "w") as file:
        yield file


def test_every_data_set_outside_groups_is_a_column(tmp_path: Path) -> None:
    with writing(tmp_path) as file:
        file["x"] = X
        file.create_dataset("packed", data=X, compression="gzip", chunks=(2, 3), shuffle=True)
        file["y"] = np.array([1, 0, 1, 1], dtype=">i2")
        file["flag"] = np.array([True, False, True, True])
        file["words"] = ["a", "", "ä", "b"]
        file["fixed"] = np.array([b"p", b"q", b"", b"r"])
        file["group/inner"] = np.zeros(9)
    frame = Hdf5(path="a.h5").read(tmp_path)
    assert set(frame.columns) == {"x", "packed", "y", "flag", "words", "fixed"}
    assert (frame.columns["x"] == X).all()
    assert frame.columns["x"].dtype == np.float32
    assert (frame.columns["packed"] == X).all()
    assert frame.columns["y"].tolist() == [1, 0, 1, 1]
    assert frame.columns["y"].dtype.isnative
    assert frame.columns["flag"].dtype == np.bool_
    assert frame.columns["words"].tolist() == ["a", None, "ä", "b"]
    assert frame.columns["fixed"].tolist() == ["p", "q", None, "r"]
    assert len(frame) == 4


def test_the_spec_picks_data_sets_and_their_order(tmp_path: Path) -> None:
    with writing(tmp_path) as file:
        file["train/x"] = X
        file["train/y"] = np.arange(4)
        file["test"] = np.zeros(9)
    frame = Hdf5(path="a.h5", datasets=("train/y", "train/x")).read(tmp_path)
    assert list(frame.columns) == ["train/y", "train/x"]


def external_link(file: h5py.File, folder: Path) -> None:
    file["x"] = h5py.ExternalLink("other.h5", "secret")


def external_link_on_the_way(file: h5py.File, folder: Path) -> None:
    file["x"] = h5py.ExternalLink("other.h5", "/")


def soft_link(file: h5py.File, folder: Path) -> None:
    file["real"] = X
    file["x"] = h5py.SoftLink("/real")


def external_storage(file: h5py.File, folder: Path) -> None:
    file.create_dataset("x", (4,), "u1", external=[(str(folder / "other.h5"), 0, 4)])


def virtual(file: h5py.File, folder: Path) -> None:
    layout = h5py.VirtualLayout((4, 3), "f4")
    layout[:] = h5py.VirtualSource(str(folder / "other.h5"), "secret", (4, 3))
    file.create_virtual_dataset("x", layout)


@pytest.mark.parametrize(
    ("make", "names", "message"),
    [
        (external_link, None, "a.h5, x: is a link, perhaps to another file"),
        (external_link, ("x",), "a.h5, x: is a link, perhaps to another file"),
        (external_link_on_the_way, None, "a.h5, x: is a link"),
        (external_link_on_the_way, ("x/secret",), "a.h5, x/secret: is a link, perhaps to another file"),
        (soft_link, None, "a.h5, x: is a link"),
        (soft_link, ("x",), "a.h5, x: is a link"),
        (external_storage, None, "a.h5, x: keeps its data in other files"),
        (external_storage, ("x",), "a.h5, x: keeps its data in other files"),
        (virtual, None, "a.h5, x: keeps its data in other files"),
        (virtual, ("x",), "a.h5, x: keeps its data in other files"),
    ],
)
def test_other_places_are_not_read(
    tmp_path: Path, make: Callable[..., None], names: tuple[str, ...] | None, message: str
) -> None:
    with writing(tmp_path, "other.h5") as other:
        other["secret"] = X
    with writing(tmp_path) as file:
        make(file, tmp_path)
    with pytest.raises(DataError) as caught:
        Hdf5(path="a.h5", datasets=names).read(tmp_path)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"x": X, "y": np.arange(3)}, "a.h5: x has 4 rows, y has 3"),
        ({"x": 1.0}, "a.h5, x: is a single value"),
        ({"x": h5py.Empty("f4")}, "a.h5, x: is empty"),
        ({"x": np.zeros((0, 3))}, "a.h5: has no rows"),
        ({"x": np.zeros(2, dtype="i4,f4")}, "a.h5, x: holds [('f0', '<i4'), ('f1', '<f4')] values"),
        ({"x": np.array([1j])}, "a.h5, x: holds complex128 values"),
        ({"x": np.array([b"\xff"])}, "a.h5, x: holds text that is not UTF-8"),
        ({}, "a.h5: holds no arrays"),
        ({"group/x": X}, "a.h5: holds no arrays"),
    ],
)
def test_what_cannot_be_columns(tmp_path: Path, content: dict[str, Any], message: str) -> None:
    with writing(tmp_path) as file:
        for name, data in content.items():
            file[name] = data
    with pytest.raises(DataError) as caught:
        Hdf5(path="a.h5").read(tmp_path)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("dtype", [h5py.vlen_dtype(np.int32), h5py.ref_dtype, np.dtype("V5")])
def test_other_types_are_refused(tmp_path: Path, dtype: Any) -> None:
    with writing(tmp_path) as file:
        file.create_dataset("x", (3,), dtype=dtype)
    with pytest.raises(DataError, match=r"a\.h5, x: holds .* values"):
        Hdf5(path="a.h5").read(tmp_path)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("y", "a.h5: has no data set 'y'; it has group, x"),
        ("group/y", "a.h5: has no data set 'group/y'"),
        ("x/y", "a.h5: has no data set 'x/y'"),
        ("group", "a.h5: group is a group; data sets in it are called group/..."),
        ("", "a.h5: has no data set ''"),
        ("group//x", "a.h5: has no data set 'group//x'"),
        ("group/../x", "a.h5: has no data set 'group/../x'"),
    ],
)
def test_names_that_are_not_there(tmp_path: Path, name: str, message: str) -> None:
    with writing(tmp_path) as file:
        file["x"] = X
        file["group/x"] = X
    with pytest.raises(DataError) as caught:
        Hdf5(path="a.h5", datasets=(name,)).read(tmp_path)
    assert str(caught.value).startswith(message)


def test_a_data_set_cannot_declare_more_than_memory(tmp_path: Path) -> None:
    with writing(tmp_path) as file:
        file.create_dataset("x", (2**50,), "f4", chunks=(1024,))
    with pytest.raises(DataError, match=r"a\.h5: declares 4,503,599,627,370,496 bytes of data"):
        Hdf5(path="a.h5").read(tmp_path)


@pytest.mark.parametrize("length", [0, 7, 100, 2000])
def test_a_file_cut_off_is_a_data_error(tmp_path: Path, length: int) -> None:
    with writing(tmp_path) as file:
        file["x"] = X
    content = (tmp_path / "a.h5").read_bytes()
    assert len(content) > 2000
    (tmp_path / "a.h5").write_bytes(content[:length])
    with pytest.raises(DataError, match=r"a\.h5: is damaged or not an HDF5 file"):
        Hdf5(path="a.h5").read(tmp_path)


def test_text_is_no_hdf5(tmp_path: Path) -> None:
    (tmp_path / "a.h5").write_text("x,y\n1,2\n")
    with pytest.raises(DataError, match=r"a\.h5: is damaged or not an HDF5 file"):
        Hdf5(path="a.h5").read(tmp_path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no such file: a\.h5"):
        Hdf5(path="a.h5").read(tmp_path)


def test_a_large_data_set_is_unpacked_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("allow", "work_for"):  # bounds for a process, not for this one
        monkeypatch.setattr(datasets, name, lambda _: None)
    monkeypatch.setattr(datasets, "LARGE", 0)
    monkeypatch.setattr(datasets, "PIECE", 40)
    with writing(tmp_path) as file:
        file.create_dataset("packed", data=X, compression="gzip", chunks=(3, 2))
        file["flag"] = np.array([True, False, True, True])
        file["swapped"] = np.arange(4, dtype=">f8")
    found = datasets.confined({"path": str(tmp_path / "a.h5"), "origin": "a.h5", "names": None}, b"")
    assert isinstance(found["packed"], np.memmap)
    assert (found["packed"] == X).all()
    assert found["flag"].tolist() == [True, False, True, True]
    assert found["swapped"].tolist() == [0, 1, 2, 3]
