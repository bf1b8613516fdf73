"""Images from files: a network sees them as its first layer wants them, and everything else follows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.errors import SpecError
from mlpcli.evaluation import evaluate, predict
from mlpcli.experiment import Experiment
from mlpcli.store.trained import open_checkpoint, save
from mlpcli.training.session import Session

CONV = {"kind": "conv2d", "filters": 4, "kernel": 3, "padding": "same"}
SHORT_CUT = {"kind": "residual", "layers": [CONV, {"kind": "dropout", "rate": 0.1}, CONV]}
IMAGES = {
    "conv": [CONV, "max_pool", "flatten"],
    "dropout first": [{"kind": "dropout", "rate": 0.1}, CONV, "flatten"],
    "residual": [CONV, SHORT_CUT, {"kind": "average_pool", "size": [6, 5]}, "flatten"],
}
FLAT = {"dense": [{"kind": "dense", "units": 4}], "reshape": [{"kind": "reshape", "shape": [30]}]}


def bars(folder: Path, channels: int | None) -> Path:
    """80 images of 6×5 pixels with a bright row or a bright column: told apart by where neighbours are."""
    rng = np.random.default_rng(0)
    images = rng.normal(0, 0.1, (80, 6, 5))
    kinds = rng.integers(0, 2, 80)
    for image, upright in zip(images, kinds, strict=True):
        at = rng.integers(0, 5)
        image[(slice(None), at) if upright else at] += 1
    columns = images if channels is None else np.repeat(images[..., None], channels, axis=-1)
    np.savez(folder / "bars.npz", image=columns.astype("float32"), bar=np.array(["row", "column"])[kinds])
    return folder / "bars.npz"


def session(path: Path, layers: list[Any], **changes: Any) -> Session:
    spec = {
        "data": {"source": path.name, "target": "bar", "split": {"kind": "random", "test": 0.2}},
        "architecture": {"layers": layers},
        "optimizer": {"kind": "adam", "learning_rate": 0.02},
        "training": {"epochs": 12, "batch_size": 16},
        **changes,
    }
    return Session.begin(Experiment.model_validate(spec).at(path.parent))


@pytest.mark.parametrize("channels", [None, 1, 3])
@pytest.mark.parametrize("layers", IMAGES.values(), ids=IMAGES)
def test_layers_on_images_see_images(tmp_path: Path, layers: list[Any], channels: int | None) -> None:
    trained = session(bars(tmp_path, channels), layers)
    assert trained.state.network.input_shape == (6, 5, channels or 1)
    list(trained.fit())
    assert trained.scores("train")["accuracy"] > 0.9


@pytest.mark.parametrize("channels", [None, 3])
@pytest.mark.parametrize("layers", FLAT.values(), ids=FLAT)
def test_others_see_rows_without_a_flatten(tmp_path: Path, layers: list[Any], channels: int | None) -> None:
    if channels and layers == FLAT["reshape"]:
        layers = [{"kind": "reshape", "shape": [90]}]
    network = session(bars(tmp_path, channels), layers).state.network
    assert network.input_shape == (30 * (channels or 1),)


def test_a_table_does_not_become_an_image_by_itself() -> None:
    with pytest.raises(SpecError, match=r"0_conv2d takes images .* found the shape \(4,\); put a reshape"):
        Session.begin(
            Experiment.model_validate({"data": {"source": "iris"}, "architecture": {"layers": [CONV]}})
        )


def test_an_image_does_not_become_features_inside_the_network(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"1_dense takes features, found the shape \(6, 5, 4\)"):
        session(bars(tmp_path, None), [CONV])


@pytest.mark.parametrize("layers", [*IMAGES.values(), *FLAT.values()], ids=[*IMAGES, *FLAT])
def test_a_checkpoint_brings_everything_back(tmp_path: Path, layers: list[Any]) -> None:
    """Scores and predictions are those of the session; an interrupted training ends as the whole one."""
    path, file = bars(tmp_path, None), tmp_path / "checkpoint.h5"
    whole = session(path, layers)
    list(whole.fit())
    save(whole, file)
    trained = open_checkpoint(file)
    assert evaluate(trained).scores == whole.scores("test")
    guesses = predict(trained, str(path)).columns["bar"]
    assert (np.asarray(guesses) == np.load(path)["bar"]).mean() > 0.8

    half = session(path, layers, training={"epochs": 6, "batch_size": 16})
    list(half.fit())
    save(half, file)
    again = open_checkpoint(file).session()
    longer = whole.experiment
    again.experiment = again.replica.experiment = longer
    list(again.fit())
    np.testing.assert_array_equal(
        again.state.weights(again.replica).last, whole.state.weights(whole.replica).last
    )


def test_a_kept_layer_inside_a_residual_stays_as_it_starts(tmp_path: Path) -> None:
    kept = {**SHORT_CUT, "layers": [{**CONV, "trainable": False}, CONV]}
    trained = session(bars(tmp_path, None), [CONV, kept, "flatten"])
    network = trained.state.network
    before = {name: array.copy() for name, array in network.named(trained.state.theta).items()}
    list(trained.fit())
    after = network.named(trained.state.weights(trained.replica).last)
    moved = {name for name in before if (before[name] != after[name]).any()}
    assert set(before) - moved == {"1_residual/0_conv2d/W", "1_residual/0_conv2d/b"}
