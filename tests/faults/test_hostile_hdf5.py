"""HDF5 made to harm: as a checkpoint with or without a seal that is right, and as a file of data."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from mlpcli.store.seal import USER_BLOCK, seal

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="measures memory in /proc")

SECONDS, MEGABYTES = 2.0, 512
NAME = "x"


def external_link(file: h5py.File, secret: Path) -> None:
    file[NAME] = h5py.ExternalLink(secret, "/secret")


def soft_link(file: h5py.File, secret: Path) -> None:
    file["a/inner"] = np.zeros(3)
    file[NAME] = h5py.SoftLink("/a/inner")


def endless_soft_link(file: h5py.File, secret: Path) -> None:
    file[NAME] = h5py.SoftLink(f"/{NAME}")


def external_storage(file: h5py.File, secret: Path) -> None:
    file.create_dataset(NAME, (4,), "f8", external=[(secret, 0, 32)])


def virtual_data_set(file: h5py.File, secret: Path) -> None:
    layout = h5py.VirtualLayout((4,), "f8")
    layout[:] = h5py.VirtualSource(secret, "secret", (4,))
    file.create_virtual_dataset(NAME, layout)


def two_pebibytes(file: h5py.File, secret: Path) -> None:
    file.create_dataset(NAME, (2**48,), "f8")


def two_pebibytes_in_chunks(file: h5py.File, secret: Path) -> None:
    file.create_dataset(NAME, (2**48,), "f8", chunks=(1024,), fillvalue=1.0)


def bomb(file: h5py.File, secret: Path) -> None:
    """A gibibyte that takes a megabyte."""
    chunk = 1 << 20
    data = file.create_dataset(NAME, (128 * chunk,), "f8", chunks=(chunk,), compression="gzip")
    data[:chunk] = 0
    packed = data.id.read_direct_chunk((0,))[1]
    for i in range(1, 128):
        data.id.write_direct_chunk((i * chunk,), packed)


def one_chunk_of_two_gibibytes(file: h5py.File, secret: Path) -> None:
    file.create_dataset(NAME, (4,), "f8", chunks=(2**28 - 1,), maxshape=(None,), compression="gzip")


def loop_of_links(file: h5py.File, secret: Path) -> None:
    file["weights/inner/again"] = file.create_group("weights") if "weights" not in file else file["weights"]
    file[NAME] = file["weights"]


def root_in_itself(file: h5py.File, secret: Path) -> None:
    file[NAME] = file["/"]


def two_names_for_each_group(file: h5py.File, secret: Path) -> None:
    group: Any = file.create_group(NAME)
    for _ in range(40):
        inner = group.create_group("one")
        group["two"] = inner
        group = inner


def very_deep(file: h5py.File, secret: Path) -> None:
    group: Any = file
    for _ in range(3000):
        group = group.create_group(NAME)


def object_references(file: h5py.File, secret: Path) -> None:
    file["real"] = np.zeros(3)
    file.create_dataset(NAME, data=[file["real"].ref], dtype=h5py.ref_dtype)


def region_references(file: h5py.File, secret: Path) -> None:
    file.create_dataset(NAME, (1,), dtype=h5py.regionref_dtype)


def ragged(file: h5py.File, secret: Path) -> None:
    file.create_dataset(NAME, (1,), dtype=h5py.vlen_dtype(np.float32))


def compound(file: h5py.File, secret: Path) -> None:
    file[NAME] = np.zeros(3, "f4,i4")


def opaque(file: h5py.File, secret: Path) -> None:
    file[NAME] = np.zeros(3, "V7")


def foreign_filter(file: h5py.File, secret: Path) -> None:
    """One that would be loaded as a library from a path, were it there."""
    plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plan.set_chunk((4,))
    plan.set_filter(32008, h5py.h5z.FLAG_OPTIONAL, ())
    h5py.h5d.create(file.id, NAME.encode(), h5py.h5t.IEEE_F64LE, h5py.h5s.create_simple((4,)), plan)
    file["weights"] = h5py.SoftLink("/none")
    file["format"] = np.zeros(3, complex)


Write = Callable[[h5py.File, Path], None]
HOSTILE: list[Write] = [
    external_link,
    soft_link,
    endless_soft_link,
    external_storage,
    virtual_data_set,
    two_pebibytes,
    two_pebibytes_in_chunks,
    bomb,
    one_chunk_of_two_gibibytes,
    loop_of_links,
    root_in_itself,
    two_names_for_each_group,
    very_deep,
    object_references,
    region_references,
    ragged,
    compound,
    opaque,
    foreign_filter,
]


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("secret") / "secret.h5"
    with h5py.File(path, "w") as file:
        file["secret"] = np.full(4, 12345.0)
    return path


def hostile(write: Write, secret: Path, path: Path, *, version: bool, block: int) -> bytes:
    with h5py.File(path, "w", userblock_size=block) as file:
        if version:  # or it would be called another program's at once
            file["format_version"] = np.int64(1)
        write(file, secret)
    return path.read_bytes()


def check(cases: list[dict[str, Any]], code: int, count: int) -> None:
    assert len(cases) == count
    for case in cases:
        assert case["code"] == code, case
        assert "Traceback" not in case["err"], case
        assert "12345" not in case["out"] + case["err"], case
        assert len(case["err"].splitlines()) == 1, case
        assert case["seconds"] < SECONDS, case
        assert case["megabytes"] < MEGABYTES, case


@pytest.mark.parametrize("sealed", [True, False])
def test_as_a_checkpoint(tmp_path: Path, secret: Path, batch: Any, *, sealed: bool) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for write in HOSTILE:
        data = hostile(write, secret, tmp_path / "made.h5", version=True, block=USER_BLOCK)
        (folder / write.__name__).write_bytes(seal(data) if sealed else data)
    cases = batch("each", folder, tmp_path / "checkpoint.h5", 0, len(HOSTILE), "eval", "checkpoint.h5")
    check(cases, 6, len(HOSTILE))
    for case in cases:
        assert case["err"].startswith("checkpoint.h5 "), case
        assert "of another program" not in case["err"], case


def test_as_data(tmp_path: Path, secret: Path, batch: Any) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for write in HOSTILE:
        data = hostile(write, secret, tmp_path / "made.h5", version=False, block=0)
        (folder / write.__name__).write_bytes(data)
    spec = (
        "data: {source: {kind: hdf5, path: data.h5, datasets: [x]}, target: x}\narchitecture: {hidden: [2]}\n"
    )
    (tmp_path / "spec.yaml").write_text(spec)
    cases = batch("each", folder, tmp_path / "data.h5", 0, len(HOSTILE), "check", "spec.yaml")
    check(cases, 4, len(HOSTILE))
    for case in cases:
        assert case["err"].startswith("data.h5"), case


def test_a_seal_around_tables_that_lead_in_circles(tmp_path: Path, batch: Any) -> None:
    """The index of a group, its names and its header, each of them pointing to itself or to the others."""
    from mlpcli.store.tree import write_tree

    image = write_tree({f"a{i}/b{i}": np.zeros(2) for i in range(20)})
    places = [i for i in range(0, len(image), 8) if image.startswith((b"TREE", b"SNOD", b"HEAP"), i)]
    folder = tmp_path / "files"
    folder.mkdir()
    for i, place in enumerate(places):
        address = struct.pack("<Q", place - USER_BLOCK)
        aim = struct.pack("<Q", places[i - 1] - USER_BLOCK)
        (folder / str(i)).write_bytes(seal(image.replace(address, aim)))
    cases = batch("each", folder, tmp_path / "checkpoint.h5", 0, len(places), "eval", "checkpoint.h5")
    check(cases, 6, len(places))
