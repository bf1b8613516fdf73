"""Trees survive the way into an HDF5 file and back, bit by bit, and always as the same bytes."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mlpcli.store.elements import DTYPES
from mlpcli.store.leaf import Leaf
from mlpcli.store.plain import read_plain
from mlpcli.store.tree import Tree, read_tree, write_tree

part = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=5)
name = st.lists(part.filter(lambda p: p not in (".", "..")), min_size=1, max_size=4).map("/".join)
text = st.text(st.characters(), max_size=50)  # NUL and lone surrogates too
array = st.sampled_from(DTYPES).flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, min_side=0))
)
leaf = text | array | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.booleans()


def without_leaves_in_leaves(tree: dict[str, Leaf]) -> dict[str, Leaf]:
    return {n: v for n, v in tree.items() if not any(other.startswith(f"{n}/") for other in tree)}


trees = st.dictionaries(name, leaf, max_size=6).map(without_leaves_in_leaves)


@given(trees)
@settings(max_examples=100, deadline=None)
def test_round_trip(same: Any, tree: Tree) -> None:
    image = write_tree(tree)
    assert same(read_tree(image), tree)
    assert same(read_plain(image), tree)


EVERY_KIND: dict[str, Any] = {
    "columns": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "every_other": np.arange(10)[::2],
    "replicas": np.arange(24, dtype=np.float32).reshape(2, 3, 4),
    "no_axes": np.array(3, np.int16),
    "scalar_of_numpy": np.float32(0.1),
    "empty": np.zeros((3, 0), np.float32),
    "payload_of_nan": np.array([0x7FF8000000000123], np.uint64).view(np.float64),
    "number": 5,
    "truth": True,
    "no_text": "",
    "long": "ä" * 100_000,  # attributes of HDF5 end at 64 KB
    "a/b/c": "\0 \0",
    "file_name_that_is_not_utf8": "\udcff",
}


READERS = pytest.mark.parametrize("reader", [read_tree, read_plain])
Reader = Callable[..., dict[str, Leaf]]


@READERS
def test_every_kind_of_leaf(same: Any, reader: Reader) -> None:
    read = reader(write_tree(EVERY_KIND))
    expected = {**EVERY_KIND, "scalar_of_numpy": np.array(0.1, np.float32)}
    assert same(read, expected)


@READERS
def test_read_arrays_belong_to_the_reader(reader: Reader) -> None:
    W = reader(write_tree({"W": np.eye(2)}))["W"]
    assert isinstance(W, np.ndarray)
    assert W.flags.writeable
    assert W.flags.owndata


PROGRAM = """
import sys
import numpy as np
from mlpcli.store.tree import write_tree

tree = {f"{i}_dense/{n}": np.full((i + 1, 3), i, "f4") for i in range(12) for n in "Wb"} | {"x/note": "hello"}
sys.stdout.buffer.write(write_tree(dict(reversed(tree.items())) if sys.argv[1:] else tree))
"""


@READERS
def test_groups_of_many_names(reader: Reader) -> None:
    """More than fit into one node of the index of a group, and than into one node above these."""
    tree = {f"many/{i}": i for i in range(2000)} | {"ä" * 300: 1}
    assert reader(write_tree(tree)) == tree


def test_same_tree_same_bytes() -> None:
    images = [
        subprocess.run([sys.executable, "-c", PROGRAM, *words], capture_output=True, check=True).stdout
        for words in ([], ["reversed"])
    ]
    assert len(images[0]) > 512
    assert images[0] == images[1]


def test_plain_h5py_reads_it() -> None:
    with h5py.File(io.BytesIO(write_tree(EVERY_KIND))) as file:
        assert file["a/b/c"].dtype == "S3"
        assert file["long"].asstr()[()] == EVERY_KIND["long"]
        assert file["no_text"].shape is None
        assert file["truth"][()] == np.True_
        assert file["replicas"].chunks is None
        assert np.array_equal(file["columns"], EVERY_KIND["columns"])


@READERS
def test_only_some_branches(reader: Reader) -> None:
    image = write_tree({"a/x": 1, "ab/x": 2, "b": 3, "c/a/x": 4})
    assert reader(image, only={"a", "b"}) == {"a/x": 1, "b": 3}


@pytest.mark.parametrize(
    "tree",
    [
        {"": 1},
        {"/a": 1},
        {"a/": 1},
        {"a//b": 1},
        {".": 1},
        {"a/../b": 1},
        {"a\0b": 1},
        {"a": 1, "a/b": 2},
        {"a": 1, "a/b/c": 2},
        {"/".join("abcdefghijklmnopq"): 1},
    ],
    ids=str,
)
def test_refused_names(tree: Tree) -> None:
    with pytest.raises(ValueError, match=r"path in a file|is a leaf"):
        write_tree(tree)


@pytest.mark.parametrize(
    "leaf",
    [np.array(["text"]), np.array([None]), np.zeros(2, complex), np.zeros(2, "f4,i4"), 2**64, None, b"bytes"],
    ids=repr,
)
def test_refused_leaves(leaf: Any) -> None:
    with pytest.raises(TypeError, match="cannot be stored"):
        write_tree({"leaf": leaf})


def test_threads_do_not_meet() -> None:
    tree = {f"{i}": np.arange(100) for i in range(50)}
    expected, found = write_tree(tree), []

    def work() -> None:
        for _ in range(5):
            found.append(write_tree(tree))
            read_tree(found[-1])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 20
