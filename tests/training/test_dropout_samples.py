"""Monte Carlo dropout: means over passes with dropout active, and how far the passes lie apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.data.source import source_for
from mlpcli.errors import UsageError
from mlpcli.evaluation import Passes, evaluate, predict
from mlpcli.experiment import Experiment
from mlpcli.store.trained import open_checkpoint, save
from mlpcli.training.model import Model
from mlpcli.training.session import Session

TABLES = Path(__file__).resolve().parents[2] / "datasets"


def session(source: str, layers: list[Any], **sections: Any) -> Session:
    spec = {
        "data": {"source": source},
        "architecture": {"layers": layers},
        "training": {"epochs": 3, "precision": "float64"},
        **sections,
    }
    whole = Session.begin(Experiment.model_validate(spec))
    list(whole.fit())
    return whole


DENSE = {"kind": "dense", "units": 8}
DROPOUT = {"kind": "dropout", "rate": 0.5}


def test_passes_of_a_linear_network_have_the_mean_and_spread_of_their_masks() -> None:
    """z = Σ x_i w_i μ_i / (1-p) + b: its mean is that without dropout, its variance Σ (x_i w_i)² p/(1-p)."""
    linear = session("diabetes", [DROPOUT])
    x, model = linear.samples("test").x[:5], linear.model()
    z = replace(model, samples=20_000).passes(x)
    W = model.network.named(model.theta)["1_dense/W"]
    deviation = np.sqrt(((x[:, :, None] * W) ** 2).sum(axis=1))
    assert z.shape == (20_000, 5, 1)
    np.testing.assert_allclose(z.std(axis=0), deviation, rtol=0.03)
    np.testing.assert_allclose(z.mean(axis=0), model.outputs(x), atol=5 * deviation.max() / 141)


@pytest.mark.parametrize(
    "layers",
    [[DENSE, DROPOUT], [DENSE, {"kind": "residual", "layers": [DENSE, DROPOUT]}]],
    ids=["row", "residual"],
)
@pytest.mark.parametrize("ensemble", [None, {"kind": "seeds", "members": 3}], ids=["one", "three"])
def test_the_seed_decides_and_evaluation_without_samples_draws_nothing(layers: Any, ensemble: Any) -> None:
    model = session("iris", layers, ensemble=ensemble).model()
    x = np.random.default_rng(0).normal(size=(7, 4))

    def outputs(**fields: Any) -> Any:
        return replace(model, **fields).outputs(x).tolist()

    assert outputs() == outputs(seed=1)
    assert outputs(samples=4, seed=1) == outputs(samples=4, seed=1)
    assert outputs(samples=4, seed=1) != outputs(samples=4, seed=2)
    assert outputs(samples=4) != outputs()
    passes = replace(model, samples=4).passes(x)
    assert len(passes) == 4 * (3 if ensemble else 1)
    assert len(np.unique(passes, axis=0)) == len(passes)


def test_batch_normalization_stays_in_evaluation() -> None:
    """A row's passes do not depend on the rows beside it, and the running means stay."""
    normal = session("iris", [{"kind": "batch_norm"}, DROPOUT]).model()
    before, x = normal.theta.copy(), np.random.default_rng(0).normal(size=(1, 4))
    alone, beside = (replace(normal, samples=4000).outputs(rows)[0] for rows in (x, np.vstack([x, 9 + x])))
    np.testing.assert_allclose(alone, beside, atol=0.02)
    np.testing.assert_array_equal(normal.theta, before)


def said(source: str, samples: int = 30) -> tuple[Model, dict[str, Any], Any]:
    model = replace(session(source, [DENSE, DROPOUT]).model(), samples=samples)
    frame = source_for(str(TABLES / f"{source}.csv")).read(Path())
    return model, model.predict(frame).columns, model.coding.encode(frame, None, "float64")[0]


def test_a_number_has_its_deviation_in_its_units() -> None:
    model, columns, x = said("diabetes")
    assert list(columns) == ["progression", "progression_deviation"]
    assert model.coding.units is not None
    spread = model.passes(x).std(axis=0)[:, 0] * model.coding.units[1]
    np.testing.assert_allclose(columns["progression_deviation"], spread, rtol=1e-9)


def test_a_class_has_the_deviation_of_its_probability() -> None:
    model, columns, x = said("iris")
    spread = model.loss.predict(model.passes(x)).std(axis=0)
    best = model.outputs(x).argmax(axis=-1)
    np.testing.assert_allclose(columns["species_deviation"], spread[np.arange(len(x)), best], rtol=1e-9)
    np.testing.assert_allclose(columns["probability_setosa_deviation"], spread[:, 0], rtol=1e-9)


def test_commands_ask_for_passes(tmp_path: Path) -> None:
    save(session("iris", [DENSE, DROPOUT]), tmp_path / "a.h5")
    trained, table = open_checkpoint(tmp_path / "a.h5"), str(TABLES / "iris.csv")
    columns = predict(trained, table, passes=Passes(5)).columns
    assert list(columns) == ["species", "species_deviation"]
    losses = [evaluate(trained, passes=p).scores["loss"] for p in (None, Passes(5), Passes(5, seed=1))]
    assert len(set(losses)) == 3


def test_a_network_without_dropout_refuses(tmp_path: Path) -> None:
    save(session("iris", [DENSE]), tmp_path / "a.h5")
    with pytest.raises(UsageError, match="no dropout"):
        evaluate(open_checkpoint(tmp_path / "a.h5"), passes=Passes(5))
