"""Hostile HDF5 files, sealed as well as ours: refused at once, whatever they point to or promise."""

from __future__ import annotations

import io
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from mlpcli.errors import CheckpointError
from mlpcli.store.checkpoint import load
from mlpcli.store.limits import DEEPEST
from mlpcli.store.seal import USER_BLOCK, seal
from mlpcli.store.tree import read_tree, write_tree

Write = Callable[[h5py.File, Path], Any]


def external_link(file: h5py.File, secret: Path) -> None:
    file["weights"] = h5py.ExternalLink(secret, "/secret")


def soft_link(file: h5py.File, secret: Path) -> None:
    file["target"] = np.eye(2)
    file["weights"] = h5py.SoftLink("/target")


def dangling_link(file: h5py.File, secret: Path) -> None:
    file["weights"] = h5py.SoftLink("/nowhere")


def external_storage(file: h5py.File, secret: Path) -> None:
    file.create_dataset("weights", (4,), "f8", external=[(secret, 0, 32)])


def virtual(file: h5py.File, secret: Path) -> None:
    layout = h5py.VirtualLayout((4,), "f8")
    layout[:] = h5py.VirtualSource(secret, "secret", (4,))
    file.create_virtual_dataset("weights", layout)


def endless_virtual(file: h5py.File, secret: Path) -> None:
    layout = h5py.VirtualLayout((4,), "f8", maxshape=(None,))
    source = h5py.VirtualSource(secret, "secret", (4,), maxshape=(None,))
    layout[: h5py.h5s.UNLIMITED] = source[: h5py.h5s.UNLIMITED]
    file.create_virtual_dataset("weights", layout)


def loop(file: h5py.File, secret: Path) -> None:
    file["a/b/again"] = file["a"] if "a" in file else file.create_group("a")


def root_in_itself(file: h5py.File, secret: Path) -> None:
    file["root"] = file["/"]


def bomb(file: h5py.File, secret: Path) -> None:
    """Paths double with every level: two names for each group."""
    group = file
    for _ in range(12):
        inner = group.create_group("one")
        group["two"] = inner
        group = inner


def deep(file: h5py.File, secret: Path) -> None:
    file["/".join("d" * (DEEPEST + 1))] = 1.0


def very_deep(file: h5py.File, secret: Path) -> None:
    group = file
    for _ in range(2000):
        group = group.create_group("d")


def two_pebibytes(file: h5py.File, secret: Path) -> None:
    file.create_dataset("weights", (2**48,), "f8")


def never_written(file: h5py.File, secret: Path) -> None:
    file.create_dataset("weights", (4,), "f8")


def empty_but_huge(file: h5py.File, secret: Path) -> None:
    file.create_dataset("weights", (0, 2**40, 2**40), "f8")


def huge_text(file: h5py.File, secret: Path) -> None:
    element = h5py.h5t.C_S1.copy()
    element.set_size(2**31 - 1)
    element.set_cset(h5py.h5t.CSET_UTF8)
    element.set_strpad(h5py.h5t.STR_NULLPAD)
    h5py.h5d.create(file.id, b"text", element, h5py.h5s.create(h5py.h5s.SCALAR))


def truth_of_two(file: h5py.File, secret: Path) -> None:
    element = h5py.h5t.py_create(np.dtype(bool), logical=True)
    data = h5py.h5d.create(file.id, b"truth", element, h5py.h5s.create_simple((1,)))
    data.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([2], "u1").view(bool), mtype=element)


def name_that_is_no_text(file: h5py.File, secret: Path) -> None:
    h5py.h5g.create(file.id, b"\xff\xfe")


def compact(file: h5py.File, secret: Path) -> None:
    plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plan.set_layout(h5py.h5d.COMPACT)
    h5py.h5d.create(file.id, b"x", h5py.h5t.IEEE_F64LE, h5py.h5s.create_simple((1,)), plan)


def odd_float(file: h5py.File, secret: Path) -> None:
    element = h5py.h5t.IEEE_F64LE.copy()
    element.set_ebias(7)
    h5py.h5d.create(file.id, b"x", element, h5py.h5s.create_simple((1,)))


def named(name: str, write: Write) -> Write:
    write.__name__ = name
    return write


def dataset(name: str, **options: Any) -> Write:
    return named(name, lambda file, secret: file.create_dataset("x", **options))


LINK, NAME, PLACE, TYPE, BYTES, OTHER = (
    "is a link to elsewhere",
    "is a second name",
    "is not stored in one piece in this file",
    "has a type that no checkpoint uses",
    "declares",
    "is neither a group nor a data set, or lies too deep",
)

HOSTILE: list[tuple[str, Write]] = [
    (LINK, external_link),
    (LINK, soft_link),
    (LINK, dangling_link),
    (NAME, loop),
    (NAME, root_in_itself),
    (NAME, bomb),
    (OTHER, deep),
    (OTHER, very_deep),
    (OTHER, named("type_alone", lambda file, secret: file.__setitem__("x", np.dtype("f4")))),
    (PLACE, external_storage),
    (PLACE, virtual),
    (PLACE, endless_virtual),
    (PLACE, compact),
    (PLACE, dataset("chunked", data=np.eye(9), chunks=(3, 3))),
    (PLACE, dataset("filtered", data=np.eye(9), compression="gzip")),
    (PLACE, dataset("growing", data=np.eye(9), maxshape=(None, 9))),
    (BYTES, two_pebibytes),
    (BYTES, never_written),
    (BYTES, huge_text),
    ("Maximum allowed dimension|too big|array is too big", empty_but_huge),
    ("a truth value is neither 0 nor 1", truth_of_two),
    ("codec can't decode", name_that_is_no_text),
    (TYPE, odd_float),
    (TYPE, dataset("object_reference", shape=(1,), dtype=h5py.ref_dtype)),
    (TYPE, dataset("region_reference", shape=(1,), dtype=h5py.regionref_dtype)),
    (TYPE, dataset("text_in_a_heap", data="text")),
    (TYPE, dataset("ragged", shape=(1,), dtype=h5py.vlen_dtype(np.float32))),
    (TYPE, dataset("ascii", data=b"text", dtype=h5py.string_dtype("ascii", 4))),
    (TYPE, dataset("compound", data=np.zeros(1, "f4,i4"))),
    (TYPE, dataset("complex", data=np.zeros(1, complex))),
    (TYPE, dataset("opaque", data=np.zeros(1, "V4"))),
    (TYPE, dataset("enumeration", data=0, dtype=h5py.enum_dtype({"no": 0, "yes": 1, "maybe": 2}, "i1"))),
    (TYPE, dataset("fixed_array", shape=(1,), dtype=np.dtype("(3,)f4"))),
    ("is an array of texts", dataset("array_of_texts", data=[b"text"], dtype=h5py.string_dtype(length=4))),
    ("is an array without a shape", dataset("no_shape", data=h5py.Empty("f4"))),
]


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.h5"
    with h5py.File(path, "w") as file:
        file["secret"] = np.arange(4.0)
    return path


@pytest.mark.parametrize(("complaint", "write"), HOSTILE, ids=[write.__name__ for _, write in HOSTILE])
@pytest.mark.parametrize("libver", ["earliest", "latest"])
def test_refused(tmp_path: Path, secret: Path, complaint: str, write: Write, libver: str) -> None:
    path = tmp_path / "hostile.h5"
    with h5py.File(path, "w", userblock_size=USER_BLOCK, libver=libver) as file:
        write(file, secret)
    image = path.read_bytes()
    path.write_bytes(seal(image))
    started = time.perf_counter()
    with pytest.raises(CheckpointError, match=complaint):
        read_tree(image)
    with pytest.raises(CheckpointError, match=r"hostile\.h5 (holds what no checkpoint|is damaged: HDF5's)"):
        load(path)
    assert time.perf_counter() - started < 2


def test_h5py_itself_would_have_followed(tmp_path: Path, secret: Path) -> None:
    """The reason for all this; without it the test above could pass for another reason."""
    path = tmp_path / "hostile.h5"
    with h5py.File(path, "w", userblock_size=USER_BLOCK) as file:
        external_storage(file, secret)
        file["linked"] = h5py.ExternalLink(secret, "/secret")
        file["fine"] = np.eye(2)
    with h5py.File(path) as file:
        assert file["weights"][()].size == 4
        assert file["linked"][()].tolist() == [0, 1, 2, 3]
    with pytest.raises(CheckpointError, match="'linked' is a link to elsewhere"):
        read_tree(path.read_bytes())
    with pytest.raises(CheckpointError, match="'weights' is not stored in one piece in this file"):
        read_tree(path.read_bytes(), only={"weights"})
    assert np.array_equal(read_tree(path.read_bytes(), only={"fine"})["fine"], np.eye(2))


def test_data_sets_that_share_their_bytes_cannot_add_up_to_more_than_the_file() -> None:
    """Three of 4,000 bytes; then the addresses of all become the first's, and the file ends behind that."""
    image = write_tree({f"x{i}": np.full(500, i) for i in range(3)})
    with h5py.File(io.BytesIO(image)) as file:
        first, *others = (file[f"x{i}"].id.get_offset() - USER_BLOCK for i in range(3))
    for other in others:
        image = image.replace(struct.pack("<QQ", other, 4000), struct.pack("<QQ", first, 4000))
    end_of_file = USER_BLOCK + 40
    image = image[:end_of_file] + struct.pack("<Q", len(image) - 8000) + image[end_of_file + 8 : -8000]
    with h5py.File(io.BytesIO(image)) as file:
        assert [file[f"x{i}"][0] for i in range(3)] == [0, 0, 0]
    with pytest.raises(CheckpointError, match="'x1' declares 4,000 bytes in a file of 6,560"):
        read_tree(image)


@pytest.mark.parametrize("payload", [b"x" * 5000, b"\x89HDF\r\n\x1a\n", b"\x89HDF\r\n\x1a\n" + bytes(5000)])
def test_sealed_but_not_hdf5(tmp_path: Path, payload: bytes) -> None:
    path = tmp_path / "checkpoint.h5"
    path.write_bytes(seal(bytes(USER_BLOCK) + payload))
    with pytest.raises(CheckpointError, match="HDF5's tables in it cannot be read"):
        load(path)
