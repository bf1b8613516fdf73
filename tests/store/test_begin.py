"""Networks that start from the layers of another one's checkpoint."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from mlpcli.architecture import Parameter
from mlpcli.architecture.network import Place
from mlpcli.errors import CheckpointError, SpecError
from mlpcli.experiment import Experiment
from mlpcli.initialization import GlorotNormal, HeNormal, Zeros
from mlpcli.store.begin import begin, stored_weights
from mlpcli.store.trained import open_checkpoint, save
from mlpcli.training.session import Session
from mlpcli.training.state import start
from mlpcli.training.transfer import _files, transfer


def experiment(folder: Path, **sections: Any) -> Experiment:
    spec = {"data": {"source": "iris"}, "architecture": {"hidden": [6, 5]}, "training": {"epochs": 3}}
    return Experiment.model_validate({**spec, **sections}).at(folder)


@pytest.fixture
def source(tmp_path: Path) -> dict[str, np.ndarray]:
    """The weights of the best epoch of a run in a/checkpoint.h5, which are not those of its last."""
    hot = {"kind": "sgd", "learning_rate": 0.9}
    session = Session.begin(experiment(tmp_path, optimizer=hot, training={"epochs": 12}, seed=4))
    list(session.fit())
    assert session.replica.best.epoch < 12
    (tmp_path / "a").mkdir()
    save(session, tmp_path / "a" / "checkpoint.h5")
    return session.state.network.named(session.state.weights(session.replica).best)


def named(session: Session) -> dict[str, np.ndarray]:
    return session.state.network.named(session.state.theta)


def taken(session: Session, source: dict[str, np.ndarray]) -> set[str]:
    """The arrays that are those of the source."""
    found = named(session).items()
    return {name for name, array in found if name in source and np.array_equal(array, source[name])}


def assert_fresh(session: Session, names: set[str]) -> None:
    """These arrays are as they would be without the checkpoint."""
    fresh = named(Session.begin(session.asked.model_copy(update={"initialization": None})))
    for name in names:
        np.testing.assert_array_equal(named(session)[name], fresh[name])


FROM_A = {"kind": "checkpoint", "path": "a"}


def test_all_arrays_of_an_equal_network_are_taken(tmp_path: Path, source: dict[str, np.ndarray]) -> None:
    session = begin(experiment(tmp_path, initialization=FROM_A))
    assert taken(session, source) == set(source)
    np.testing.assert_array_equal(session.state.best_theta, session.state.theta)
    names = ", ".join(source)
    assert session.notes[-1] == f"initialization: {names} taken from {tmp_path / 'a'}"


def test_a_layer_that_differs_starts_as_it_would_without(
    tmp_path: Path, source: dict[str, np.ndarray]
) -> None:
    """Its bias too, where only the weights have another shape."""
    session = begin(experiment(tmp_path, architecture={"hidden": [6, 7]}, initialization=FROM_A))
    assert taken(session, source) == {"0_dense/W", "0_dense/b"}
    assert_fresh(session, {"1_dense/W", "1_dense/b", "2_dense/W", "2_dense/b"})
    told = [note for note in session.notes if "is not taken" in note]
    assert len(told) == 4
    assert "2_dense/b is not taken" in told[-1]
    assert "2_dense/W is (5, 3) there and (7, 3) here" in told[-1]


def test_a_longer_network_takes_what_there_is(tmp_path: Path, source: dict[str, np.ndarray]) -> None:
    session = begin(experiment(tmp_path, architecture={"hidden": [6, 5, 4, 4]}, initialization=FROM_A))
    assert taken(session, source) == {"0_dense/W", "0_dense/b", "1_dense/W", "1_dense/b"}
    assert_fresh(session, {"2_dense/W", "3_dense/W", "4_dense/W", "4_dense/b"})
    assert any("4_dense/W is not taken" in n and "it is not there" in n for n in session.notes)


def test_layers_with_their_own_keep_it(tmp_path: Path, source: dict[str, np.ndarray]) -> None:
    architecture = {"hidden": [6, 5], "output": {"initialization": "glorot_uniform"}}
    session = begin(experiment(tmp_path, architecture=architecture, initialization=FROM_A))
    assert taken(session, source) == {name for name in source if not name.startswith("2")}
    layers = [{"kind": "dense", "units": 6, "initialization": FROM_A}, {"kind": "dense", "units": 5}]
    session = begin(experiment(tmp_path, architecture={"layers": layers}, initialization="glorot_uniform"))
    assert taken(session, source) == {"0_dense/W", "0_dense/b"}
    layers = [{"kind": "dense", "units": 6, "bias_initialization": FROM_A}, {"kind": "dense", "units": 5}]
    session = begin(experiment(tmp_path, architecture={"layers": layers}, initialization="glorot_uniform"))
    assert taken(session, source) == {"0_dense/b"}


def test_auto_is_filled_in_by_the_layer_s_activation(tmp_path: Path) -> None:
    dense = {"kind": "dense", "units": 6, "initialization": FROM_A}
    layers = [{**dense, "activation": activation} for activation in ("relu", "tanh")]
    spec = experiment(tmp_path, architecture={"layers": layers}, initialization=FROM_A)
    resolved = spec.resolve(spec.data, "multiclass", rows=90, has_validation=True)
    of_layers = [layer.initialization for layer in resolved.architecture.layers or ()]
    found = [*of_layers, resolved.architecture.output.initialization, resolved.initialization]
    assert [kind.otherwise for kind in found] == [HeNormal(), GlorotNormal(), GlorotNormal(), HeNormal()]


def test_a_layer_that_names_no_initialization_looks_where_the_spec_does(tmp_path: Path) -> None:
    """As the scale and the statistics of a normalization."""
    place = Place(0, Parameter("scale", (3,), "weights", Zeros(), 1, 1), 0, 3)
    layers = SimpleNamespace(layers=(object(),))
    chain = {**FROM_A, "otherwise": {"kind": "checkpoint", "path": "b"}}
    spec = experiment(tmp_path, initialization=chain)
    assert list(_files(layers, place, spec)) == [tmp_path / "a", tmp_path / "b"]
    assert not list(_files(layers, place, experiment(tmp_path)))


def test_otherwise_may_be_the_next_checkpoint(tmp_path: Path, source: dict[str, np.ndarray]) -> None:
    other = Session.begin(experiment(tmp_path, architecture={"hidden": [6, 7]}, seed=9))
    list(other.fit())
    save(other, tmp_path / "b.h5")
    chain = {**FROM_A, "otherwise": {"kind": "checkpoint", "path": "b.h5"}}
    session = begin(experiment(tmp_path, architecture={"hidden": [6, 7]}, initialization=chain))
    both = open_checkpoint(tmp_path / "b.h5").checkpoint.weights.best | {
        name: array for name, array in source.items() if name.startswith("0")
    }
    for name, array in named(session).items():
        np.testing.assert_array_equal(array, both[name])


def test_nothing_that_fits_is_an_error_with_both_shapes(
    tmp_path: Path, source: dict[str, np.ndarray]
) -> None:
    with pytest.raises(CheckpointError, match=r"(?s)none of its layers.*\(4, 6\).*expected.*\(4, 9\)"):
        begin(experiment(tmp_path, architecture={"hidden": [9]}, initialization=FROM_A))


def test_a_missing_or_damaged_file_is_refused(tmp_path: Path, source: dict[str, np.ndarray]) -> None:
    spec = experiment(tmp_path, initialization=FROM_A)
    with pytest.raises(CheckpointError, match="no such file"):
        begin(spec.at(tmp_path / "elsewhere"))
    path = tmp_path / "a" / "checkpoint.h5"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(CheckpointError, match="truncated"):
        begin(spec)


def test_without_a_reader_nothing_is_forgotten_in_silence(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"mlpcli\.begin"):
        Session.begin(experiment(tmp_path, initialization=FROM_A))


def test_continuing_needs_the_file_no_more(
    tmp_path: Path, source: dict[str, np.ndarray], after: type[Any]
) -> None:
    spec = experiment(tmp_path, initialization=FROM_A, training={"epochs": 4, "precision": "float64"})
    whole, session = begin(spec), begin(spec)
    list(whole.fit())
    list(session.fit(interrupt=after(20)))
    save(session, tmp_path / "c.h5")
    (tmp_path / "a" / "checkpoint.h5").unlink()
    again = open_checkpoint(tmp_path / "c.h5").session()
    list(again.fit())
    mine, own = (s.state.weights(s.replica) for s in (again, whole))
    assert mine.last.tobytes() == own.last.tobytes()
    assert mine.best.tobytes() == own.best.tobytes()


def test_each_replica_of_a_stack_takes_what_it_takes_alone(
    tmp_path: Path, source: dict[str, np.ndarray]
) -> None:
    """Replicas may start differently, as they share the form of their arrays only."""
    kinds = [FROM_A, "orthogonal", {**FROM_A, "otherwise": "sparse"}]
    specs = [
        experiment(tmp_path, architecture={"hidden": [6, 7]}, initialization=kind, seed=r)
        for r, kind in enumerate(kinds)
    ]
    alone = [begin(spec) for spec in specs]
    state = start([session.experiment for session in alone], (4,), 3, has_validation=True)
    transfer(state, stored_weights)
    for row, session in enumerate(alone):
        assert state.theta[row].tobytes() == session.state.theta.tobytes()
        assert state.best_theta[row].tobytes() == session.state.theta.tobytes()
