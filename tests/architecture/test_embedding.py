"""The embedding: what it equals, codes it does not know, what a spec may say, a table from end to end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from mlpcli.architecture import Architecture, Dense, Embedding, Network
from mlpcli.architecture.embedding import Feature
from mlpcli.errors import DataError, SpecError
from mlpcli.experiment import Experiment
from mlpcli.regularization import Dropout
from mlpcli.store.trained import open_checkpoint, save
from mlpcli.training.session import Session

V, D = 6, 3


def embedding(*positions: int) -> Embedding:
    features = [Feature(column=f"c{p}", dimension=D + p, vocabulary=V, position=p) for p in positions]
    return Embedding(features=tuple(features))


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_it_is_one_hot_coding_times_the_table(precision: Any) -> None:
    rng, layer = np.random.default_rng(0), embedding(2, 0)
    net = Network((layer,), (4,))
    assert net.shapes == ((2 + (D + 2) + D,),)
    theta = rng.normal(size=net.size).astype(precision)
    params, gradient = net.views(theta)[0], np.ones_like(theta)
    x = rng.normal(size=(50, 4)).astype(precision)
    x[:, [0, 2]] = rng.integers(0, V + 1, (50, 2))
    run = net.runs(training=True)[0]
    run.needs_dx = True
    y, backward = layer.forward(params, x, run)
    one_hot = [np.eye(V + 1, dtype=precision)[x[:, p].astype(int)][:, 1:] for p in (2, 0)]
    expected = np.hstack([x[:, [1, 3]], one_hot[0] @ params["W0"], one_hot[1] @ params["W1"]])
    np.testing.assert_array_equal(y, expected)
    dy = rng.normal(size=y.shape).astype(precision)
    dx, grads = backward(dy.copy(), net.views(gradient)[0]), net.views(gradient)[0]
    np.testing.assert_allclose(grads["W0"], one_hot[0].T @ dy[:, 2 : 4 + D], rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(grads["W1"], one_hot[1].T @ dy[:, 4 + D :], rtol=1e-4, atol=1e-6)
    np.testing.assert_array_equal(dx[:, [1, 3]], dy[:, :2])
    assert not dx[:, [0, 2]].any()


@pytest.mark.parametrize("code", [0, -1, V + 1, 1e4, -1e4, 1e30, np.nan, np.inf])
def test_what_is_no_code_of_the_table_is_the_zero_vector(code: float) -> None:
    net = Network((embedding(0),), (1,))
    theta, gradient = np.ones(net.size, "float32"), np.ones(net.size, "float32")
    x = np.array([[code]], "float32")
    y, backwards = net.forward(net.views(theta), x, net.runs(training=True))
    assert y.tolist() == [[0] * D]
    net.backward(np.ones_like(y), backwards, net.views(gradient))
    assert not gradient.any()


@pytest.mark.parametrize("shared", [True, False], ids=["shared", "own"])
def test_a_replica_in_a_stack_is_one_alone(shared: bool) -> None:
    R, N, rng = 3, 40, np.random.default_rng(1)
    net = Network((embedding(1, 2),), (4,))
    theta = rng.normal(size=(R, net.size)).astype("float32")
    x = rng.integers(0, V + 1, (N, 4) if shared else (R, N, 4)).astype("float32")
    gradient, runs = np.ones_like(theta), net.runs(training=True, stacked=True)
    y, backwards = net.forward(net.views(theta), x, runs)
    dy = rng.normal(size=y.shape).astype("float32")
    net.backward(dy.copy(), backwards, net.views(gradient))
    for r in range(R):
        own = np.ones_like(theta[r])
        own_y, own_backwards = net.forward(
            net.views(theta[r]), x if shared else x[r], net.runs(training=True)
        )
        np.testing.assert_array_equal(y[r], own_y)
        net.backward(dy[r].copy(), own_backwards, net.views(own))
        np.testing.assert_array_equal(gradient[r], own)


def test_it_comes_first_and_names_each_column_once() -> None:
    late = {"layers": [{"kind": "dense", "units": 2}, embedding(0).model_dump()]}
    with pytest.raises(ValidationError, match="an embedding comes first"):
        Architecture.model_validate(late)
    with pytest.raises(ValidationError, match="'c0' stands twice"):
        embedding(0, 0)
    with pytest.raises(SpecError, match="layer 0_embedding looks up inputs beyond the 2 that there are"):
        _ = Network((embedding(2),), (2,)).shapes


def test_dropout_of_inputs_falls_on_vectors_and_not_on_codes() -> None:
    architecture = Architecture(layers=(embedding(0), Dense(units=4)))
    layers = Experiment.model_validate({"data": {"source": "iris"}}).model_copy(
        update={"architecture": architecture, "regularization": (Dropout(rate=0.5, input_rate=0.2),)}
    )
    kinds = [layer.kind for layer in layers.network((2,), 1).layers]
    assert kinds == ["embedding", "dropout", "dense", "dropout", "dense"]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """y = 1 for half of the cities, turned round where x < 0: neither column tells it alone."""
    rng = np.random.default_rng(3)
    city, x = rng.integers(0, 12, 400), rng.normal(size=400)
    rows = [f"{v:.4f},city{c:02d},{['no', 'yes'][(c % 2) ^ (v < 0)]}" for c, v in zip(city, x, strict=True)]
    (tmp_path / "t.csv").write_text("\n".join(["x,city,y", *rows]), encoding="utf-8")
    return tmp_path


def experiment(folder: Path, column: Any = "index", layers: Any = None, **sections: Any) -> Experiment:
    spec = {
        "data": {"source": "t.csv", "target": "y", "columns": {"city": column}},
        "architecture": {
            "layers": layers
            or [
                {"kind": "embedding", "features": [{"column": "city", "dimension": 4}]},
                {"kind": "dense", "units": 16},
            ]
        },
        "optimizer": {"kind": "adam", "learning_rate": 0.01},
        "training": {"epochs": 60},
        **sections,
    }
    return Experiment.model_validate(spec).at(folder)


def test_a_table_from_end_to_end(table: Path) -> None:
    session = Session.begin(experiment(table))
    list(session.fit())
    assert session.scores("test")["accuracy"] > 0.85
    save(session, table / "a.h5")
    stored = open_checkpoint(table / "a.h5")
    feature = stored.experiment.architecture.layers[0].features[0]
    assert (feature.position, feature.vocabulary) == (1, 12)
    model, frame = stored.model(), stored.experiment.data.source.read(table)
    x, _ = stored.coding.encode(frame)
    np.testing.assert_array_equal(model.outputs(x), session.model().outputs(x))
    frame.columns["city"][:] = "Atlantis"
    prediction = model.predict(frame)
    assert "city: 400 of 400 cells of levels never seen in training" in prediction.notes[0]
    assert np.isfinite(prediction.columns["probability_yes"]).all()


def test_the_spec_and_the_data_must_agree(table: Path) -> None:
    with pytest.raises(SpecError, match="looks up 'city', which is no column of codes"):
        Session.begin(experiment(table, "category"))
    with pytest.raises(SpecError, match="no embedding looks up 'city'"):
        Session.begin(experiment(table, layers=[{"kind": "dense", "units": 2}]))
    wrong = {"kind": "embedding", "features": [{"column": "city", "dimension": 2, "vocabulary": 5}]}
    with pytest.raises(SpecError, match="has vocabulary 5 for 'city'; the data has 12"):
        Session.begin(experiment(table, layers=[wrong]))
    with pytest.raises(DataError, match="town"):
        Session.begin(
            experiment(table, data={"source": "t.csv", "target": "y", "columns": {"town": "index"}})
        )


def test_an_autoencoder_has_no_codes(table: Path) -> None:
    data = {"source": "t.csv", "target": "none", "columns": {"city": "index", "y": "drop"}}
    with pytest.raises(SpecError, match="autoencoder"):
        Session.begin(experiment(table, data=data))
