"""A tree of named arrays and texts <-> an HDF5 file in memory: no chunks, no filters, no times, no pointers.

The file is built and read as bytes, so that the disk sees only finished files and HDF5 only whole ones. The
same tree always gives the same bytes.
"""

from __future__ import annotations

import secrets
from collections.abc import Container, Mapping
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

from mlpcli.errors import CheckpointError
from mlpcli.store.guard import Guard
from mlpcli.store.leaf import Leaf, read_leaf, write_leaf
from mlpcli.store.limits import DEEPEST
from mlpcli.store.seal import USER_BLOCK

if TYPE_CHECKING:
    from h5py import h5f, h5g, h5p

Tree: TypeAlias = Mapping[str, Leaf]
"""Leaves by path: {"weights/last/0_dense/W": array, "spec/name": "digits"}."""


def write_tree(tree: Tree) -> bytes:
    """The HDF5 file, with an empty user block. Arrays keep type and shape.

    Raises ValueError for names and TypeError for leaves that cannot be stored.

    >>> read_tree(write_tree({"layer/units": 64, "layer/activation": "relu"}))
    {'layer/activation': 'relu', 'layer/units': 64}
    """
    from h5py import h5f, h5g

    plan = _contiguous()
    file = _in_memory()
    try:
        groups = {"": h5g.open(file, b"/")}
        for name in sorted(tree):
            path, _, last = _checked(name, tree).rpartition("/")
            write_leaf(_group(groups, path), last, tree[name], plan)
        h5f.flush(file)
        behind_the_block: bytes = file.get_file_image()
    finally:
        file.close()  # before there is one more of it
    return bytes(USER_BLOCK) + behind_the_block


def read_tree(image: bytes, only: Container[str] | None = None) -> dict[str, Leaf]:
    """The leaves in the order of their names; `only` those whose path begins with one of these names.

    By the HDF5 library, and therefore only in the process for files of unknown origin, and in tests. Numbers
    without a shape come back as Python's. Raises CheckpointError, its message a clause whose subject is the
    file, for anything that write_tree would not have written.
    """
    from h5py import h5f

    try:
        file = h5f.open_file_image(image)
        try:
            guard = Guard(len(image))
            return {name: read_leaf(data, dtype) for name, data, dtype in guard.datasets(file, only)}
        finally:
            file.close()
    except (OSError, RuntimeError, LookupError, ValueError, TypeError, OverflowError, MemoryError) as error:
        raise CheckpointError(f"is damaged: HDF5 cannot read it ({error})") from None


def _checked(name: str, tree: Tree) -> str:
    parts = name.split("/")
    if any(part in ("", ".", "..") or "\0" in part for part in parts) or len(parts) > DEEPEST:
        raise ValueError(f"{name!r} cannot be a path in a file")
    above = next((path for path in accumulate(parts[:-1], "{}/{}".format) if path in tree), None)
    if above is not None:
        raise ValueError(f"{above!r} is a leaf and cannot hold {name!r}")
    return name


def _group(groups: dict[str, h5g.GroupID], path: str) -> h5g.GroupID:
    """The group of this path, made with those above it where it is new."""
    from h5py import h5g, h5p

    if path not in groups:
        plan = h5p.create(h5p.GROUP_CREATE)
        plan.set_obj_track_times(False)
        above, _, last = path.rpartition("/")
        groups[path] = h5g.create(_group(groups, above), last.encode(), gcpl=plan)
    return groups[path]


def _in_memory() -> h5f.FileID:
    """An empty file without a disk behind it, in the oldest format: what every HDF5 can read."""
    from h5py import h5f, h5p

    access = h5p.create(h5p.FILE_ACCESS)
    access.set_fapl_core(block_size=1 << 20, backing_store=False)
    access.set_fclose_degree(h5f.CLOSE_STRONG)
    access.set_libver_bounds(h5f.LIBVER_EARLIEST, h5f.LIBVER_V18)
    create = h5p.create(h5p.FILE_CREATE)
    create.set_userblock(USER_BLOCK)
    create.set_obj_track_times(False)
    name = secrets.token_hex(8)  # two threads may each have one open
    return h5f.create(name.encode(), h5f.ACC_TRUNC, create, access)


def _contiguous() -> h5p.PropDCID:
    from h5py import h5d, h5p

    plan = h5p.create(h5p.DATASET_CREATE)
    plan.set_layout(h5d.CONTIGUOUS)
    plan.set_obj_track_times(False)
    return plan
