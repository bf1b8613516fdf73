"""A run comes back as it was saved, bit by bit; a file that is not whole or not consistent never does."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mlpcli.errors import CheckpointError
from mlpcli.store.checkpoint import load, save, to_tree
from mlpcli.store.contents import Checkpoint, Weights
from mlpcli.store.leaf import Leaf
from mlpcli.store.seal import FORMAT_VERSION, seal
from mlpcli.store.tree import write_tree


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "checkpoint.h5"


def test_round_trip(path: Path, make: Any, same: Any) -> None:
    saved = make(step=3)
    save(path, saved)
    loaded = load(path)
    assert same(to_tree(loaded), to_tree(saved))
    assert same(loaded.weights.last, saved.weights.last)
    assert same(loaded.weights.best, saved.weights.best)
    assert same(loaded.data.partition, saved.data.partition)
    assert same(loaded.history, saved.history)
    assert loaded.spec == saved.spec
    assert loaded.state == saved.state
    assert loaded.metrics == saved.metrics
    assert loaded.slots.keys() == {"m"}
    assert loaded.data.coding["rows"] == 10


floats = st.sampled_from([np.float32, np.float64])
json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**200), 2**200)
    | st.floats(allow_nan=False)
    | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_round_trip_of_any_numbers(path: Path, make: Any, same: Any, data: st.DataObject) -> None:
    dtype, replicas = data.draw(floats), data.draw(st.sampled_from([(), (1,), (3,)]))
    shapes = {"0_dense/W": (*replicas, 2, 3), "0_dense/b": (*replicas, 3)}

    def weights() -> dict[str, np.ndarray[Any, Any]]:
        return {name: data.draw(hnp.arrays(dtype, shape)) for name, shape in shapes.items()}

    slots = {slot: weights() for slot in data.draw(st.sampled_from([(), ("m",), ("m", "v")]))}
    state = data.draw(st.dictionaries(st.text(max_size=5), json, max_size=4))
    saved = replace(make(), weights=Weights(weights(), weights()), slots=slots, state=state)
    save(path, saved)
    loaded = load(path)
    assert same(to_tree(loaded), to_tree(saved))
    assert loaded.state == state


def test_views_into_one_vector_are_saved_as_they_are(path: Path, make: Any) -> None:
    theta = np.arange(9, dtype=np.float32)
    weights = {"0_dense/W": theta[:6].reshape(2, 3), "0_dense/b": theta[6:]}
    save(path, replace(make(), weights=Weights(weights, weights), slots={}))
    assert load(path).weights.last["0_dense/b"].tolist() == [6, 7, 8]


def test_a_run_is_named_by_its_folder_too(path: Path, make: Any) -> None:
    save(path, make(step=5))
    assert load(path.parent).state["step"] == 5


def test_h5py_sees_the_tree_that_is_drawn(path: Path, make: Any) -> None:
    save(path, make())
    with h5py.File(path) as file:
        assert list(file) == sorted(
            (
                "format_version",
                "spec",
                "data",
                "weights",
                "optimizer",
                "state",
                "history",
                "metrics",
                "environment",
            )
        )
        assert file["format_version"][()] == FORMAT_VERSION
        assert file["weights/best/0_dense/W"].shape == (3, 4)
        assert file["spec/resolved"].asstr()[()] == "name: digits\n"


def test_flipped_bits(path: Path, make: Any) -> None:
    """A few hundred, in every region of the file: the seal, HDF5's own fields, names, texts, numbers."""
    save(path, make(units=16))
    data = path.read_bytes()
    dice = random.Random(7)
    for i in range(300):
        position = (i * len(data) + dice.randrange(len(data))) // 300
        flipped = bytearray(data)
        flipped[position] ^= 1 << dice.randrange(8)
        path.write_bytes(flipped)
        with pytest.raises(
            CheckpointError, match=r"checkpoint\.h5 is (damaged|truncated|not a checkpoint of mlp)"
        ):
            load(path)


def test_truncated_anywhere(path: Path, make: Any) -> None:
    save(path, make())
    data = path.read_bytes()
    for length in range(0, len(data), 197):
        path.write_bytes(data[:length])
        with pytest.raises(CheckpointError, match="truncated" if length >= 8 else "not a checkpoint"):
            load(path)


def test_missing_file(path: Path) -> None:
    for wanted in (path, path.parent):
        with pytest.raises(CheckpointError) as caught:
            load(wanted)
        assert str(caught.value) == f"{path} cannot be read: there is no such file"


def test_unreadable_file(path: Path, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "/internal")

    path.touch()
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(CheckpointError, match=r"checkpoint\.h5 cannot be read: Permission denied$"):
        load(path)


def test_a_text_file(path: Path) -> None:
    path.write_text("name: digits\n", encoding="utf-8")
    with pytest.raises(CheckpointError, match=r"checkpoint\.h5 is not a checkpoint of mlp: a text file"):
        load(path)


def changed(make: Any, **leaves: Leaf | None) -> bytes:
    """A sealed file with some leaves replaced, or left out for None."""
    tree = {**to_tree(make()), **leaves}
    return seal(write_tree({name: leaf for name, leaf in tree.items() if leaf is not None}))


@pytest.mark.parametrize(
    ("name", "leaf", "complaint"),
    [
        ("format_version", FORMAT_VERSION + 1, "contradicts itself"),
        ("format_version", "1", "'format_version' is not of type int"),
        ("format_version", True, "'format_version' is not of type int"),
        ("state", None, "incomplete: it has no 'state'"),
        ("state", "[]", "'state' is not of type dict"),
        ("state", "{", "'state' is not JSON"),
        ("state", "[" * 100_000, "'state' is not JSON"),
        ("state", '{"n": ' + "9" * 5000 + "}", "'state' is not JSON"),
        ("spec/written", 5, "'spec/written' is not of type str"),
        ("spec/overrides", '["a", 5]', "'spec/overrides' is not of type str"),
        ("weights/best/0_dense/b", None, "best weights and last weights differ"),
        ("weights/best/0_dense/b", np.zeros(5, np.float32), "best weights and last weights differ"),
        ("weights/best/0_dense/b", np.zeros(4, np.float64), "best weights and last weights differ"),
        ("weights/best/0_dense/b", "text", "'weights/best/0_dense/b' is not of type ndarray"),
        ("optimizer/m/0_dense/b", None, "m and last weights differ"),
        ("optimizer/v/0_dense/b", np.zeros(4, np.float32), "v and last weights differ"),
        ("history/extra", np.zeros(7), "columns of different lengths"),
        ("history/epoch", np.zeros((1, 1)), "no list of numbers"),
        ("history/epoch", np.zeros(1, bool), "no list of numbers"),
        ("data/partition/test", None, "not divided into train, validation, test"),
        ("data/partition/other", np.arange(2), "not divided into train, validation, test"),
        ("data/partition/train", np.array([-1]), "the train rows are no list of row numbers"),
        ("data/partition/train", np.array([0.5]), "the train rows are no list of row numbers"),
        ("metrics", '{"test": 0.5}', "not grouped by part"),
        ("state", '{"members": [7]}', "the state has a members.0 that should be a valid dictionary"),
        ("state", '{"members": []}', "the state has a members that"),
        ("state", '{"best": {"epoch": "3"}}', "the state has a best.epoch that"),
        ("state", '{"continued": [{"step": 1}]}', "the state has a continued.0.epoch that"),
        ("unknown/leaf", 5, "'unknown/leaf', which has no place"),
    ],
)
def test_contents_are_checked_against_each_other(
    path: Path, make: Any, name: str, leaf: Leaf | None, complaint: str
) -> None:
    path.write_bytes(changed(make, **{name: leaf}))
    with pytest.raises(CheckpointError, match=complaint):
        load(path)


def test_an_unchanged_tree_passes(path: Path, make: Any) -> None:
    path.write_bytes(changed(make))
    load(path)


def test_nothing_is_saved_that_could_not_be_loaded(path: Path, make: Any) -> None:
    fine: Checkpoint = make()
    save(path, fine)
    for wrong in (
        replace(fine, weights=Weights(fine.weights.last, {})),
        replace(fine, history={"epoch": np.arange(2), "loss": np.arange(3.0)}),
        replace(fine, weights=Weights(*[{"0_dense/W": np.arange(3)}] * 2), slots={}),
    ):
        with pytest.raises(ValueError, match=r"differ|no floating"):
            save(path, wrong)
    with pytest.raises(TypeError, match="not JSON serializable"):
        save(path, replace(fine, state={"array": np.arange(3)}))
    assert load(path).state == fine.state
