"""Arrays from NumPy's savez, and files that only look like it."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.confined import bounds
from mlpcli.data.frame import Frame
from mlpcli.data.source.npz import Npz
from mlpcli.errors import DataError

X = np.arange(24.0).reshape(4, 2, 3)
Y = np.array([3, 1, 2, 0], dtype=np.uint8)


@pytest.fixture
def npz(tmp_path: Path) -> Callable[..., Frame]:
    """npz({name: array}, **fields) saves and reads; with bytes, `members` are stored as they are."""

    def read(members: dict[str, Any], compressed: bool = False, **fields: Any) -> Frame:
        if any(isinstance(content, bytes) for content in members.values()):
            with zipfile.ZipFile(tmp_path / "a.npz", "w") as file:
                for name, content in members.items():
                    file.writestr(name, content)
        else:
            (np.savez_compressed if compressed else np.savez)(tmp_path / "a.npz", **members)
        return Npz(path="a.npz", **fields).read(tmp_path)

    return read


def header(shape: tuple[int, ...], descr: str = "<f8", version: int = 1) -> bytes:
    """The start of a .npy file (NumPy Enhancement Proposal 1)."""
    text = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}}}".encode().ljust(117) + b"\n"
    return b"\x93NUMPY" + bytes([version, 0]) + len(text).to_bytes(2, "little") + text


@pytest.mark.parametrize("compressed", [False, True])
def test_every_array_is_a_column(npz: Callable[..., Frame], compressed: bool) -> None:
    frame = npz({"x": X, "y": Y}, compressed)
    assert list(frame.columns) == ["x", "y"]
    assert (frame.columns["x"] == X).all()
    assert frame.columns["x"].shape == (4, 2, 3)
    assert frame.columns["y"].dtype == np.uint8
    assert len(frame) == 4
    assert frame.origin == "a.npz"


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (np.array([[1, 2], [3, 4]], dtype=">i4"), np.array([[1, 2], [3, 4]], dtype=np.int32)),
        (np.asfortranarray([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])),
        (np.array([True, False]), np.array([True, False])),
        (np.array(["ä", ""]), np.array(["ä", None], dtype=object)),
        (np.array([b"yes", b"no"]), np.array(["yes", "no"], dtype=object)),
        (np.array([1.5, 2.5], dtype=np.longdouble), np.array([1.5, 2.5])),
        (
            np.array(["1970-01-03", "1969-12-31"], dtype="M8[D]"),
            np.array(["1970-01-03", "1969-12-31"], dtype="M8[us]"),
        ),
    ],
)
def test_types_that_can_be_a_column(npz: Callable[..., Frame], array: Any, expected: Any) -> None:
    column = npz({"x": array}).columns["x"]
    assert column.dtype == expected.dtype
    assert column.dtype.isnative
    assert (column == expected).all()


def test_a_date_that_is_none_is_missing(npz: Callable[..., Frame]) -> None:
    column = npz({"x": np.array(["1970-01-03", "NaT"], dtype="datetime64[ns]")}).columns["x"]
    assert column[0] == np.datetime64("1970-01-03")
    assert np.isnat(column[1])


def test_the_spec_picks_arrays_and_their_order(npz: Callable[..., Frame]) -> None:
    members = {"x": X, "extra": np.arange(7), "y": Y}
    assert list(npz(members, arrays=("y", "x")).columns) == ["y", "x"]
    with pytest.raises(DataError, match=r"a\.npz: has no array 'z'; it has x, extra, y"):
        npz(members, arrays=("z",))


class Malicious:
    """Its pickle creates a folder when it is loaded."""

    def __init__(self, folder: Path):
        self.folder = folder

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.folder),)


def test_an_array_of_objects_is_refused_unopened(npz: Callable[..., Frame], tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    with pytest.raises(DataError, match=r"a\.npz, array x: holds object values"):
        npz({"x": np.array([Malicious(trap)], dtype=object)})
    assert not trap.exists()


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"x": X, "y": Y[:3]}, "a.npz: x has 4 rows, y has 3"),
        ({"x": np.array(1.0)}, "a.npz, array x: is a single value"),
        ({"x": np.array([1j])}, "a.npz, array x: holds complex128 values"),
        ({"x": np.zeros(2, dtype="i4,f4")}, "a.npz, array x: holds [('f0', '<i4'), ('f1', '<f4')] values"),
        ({"x": np.array([1], dtype="m8[s]")}, "a.npz, array x: holds timedelta64[s] values"),
        ({"x": np.zeros((0, 3))}, "a.npz: has no rows"),
        ({"x": np.array([b"\xff"])}, "a.npz, array x: holds text that is not UTF-8"),
        ({"readme.txt": b"hello"}, "a.npz: holds no arrays"),
        ({"x.npy": b"hello, I am no array"}, "a.npz: is damaged or not a .npz file"),
        ({"x.npy": header((3,)) + bytes(16)}, "a.npz, array x: declares 24 bytes, holds 16"),
        ({"x.npy": header((3,)) + bytes(32)}, "a.npz, array x: declares 24 bytes, holds 32"),
        ({"x.npy": header((2**62, 2**62)) + bytes(8)}, "a.npz, array x: declares"),
        ({"x.npy": header((-1, -8)) + bytes(64)}, "a.npz"),
        ({"x.npy": header((3,), "|O") + bytes(24)}, "a.npz, array x: holds object values"),
        ({"x.npy": header((1,), version=9) + bytes(8)}, "a.npz, array x: is of format (9, 0)"),
    ],
)
def test_what_cannot_be_columns(npz: Callable[..., Frame], members: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError) as caught:
        npz(members)
    assert str(caught.value).startswith(message)


def test_a_bomb_is_refused_before_it_is_unpacked(
    npz: Callable[..., Frame], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "FREE", 10_000)
    monkeypatch.setattr(Npz, "_array", lambda *args: pytest.fail("unpacked"))
    with pytest.raises(DataError, match=r"a\.npz: declares 1,000,1\d\d bytes of data, more than"):
        npz({"x": np.zeros(125_000)}, compressed=True)


def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    np.save(buffer, Y)
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as file:
        file.writestr("x.npy", buffer.getvalue())
        with pytest.warns(UserWarning, match="Duplicate name"):
            file.writestr("x.npy", buffer.getvalue())
    with pytest.raises(DataError, match="two arrays of the same name"):
        Npz(path="a.npz").read(tmp_path)


def test_a_flipped_bit_is_noticed(npz: Callable[..., Frame], tmp_path: Path) -> None:
    npz({"x": X})
    content = bytearray((tmp_path / "a.npz").read_bytes())
    content[content.index(X.tobytes()) + 50] ^= 1
    (tmp_path / "a.npz").write_bytes(content)
    with pytest.raises(DataError, match="is damaged"):
        Npz(path="a.npz").read(tmp_path)
