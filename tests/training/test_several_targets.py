"""Several targets on one trunk, from the spec to metrics, predictions, a checkpoint and a stack."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.data import prepare
from mlpcli.errors import SpecError
from mlpcli.experiment import Experiment
from mlpcli.store.trained import open_checkpoint, save
from mlpcli.training.fit import fit
from mlpcli.training.model import units_of
from mlpcli.training.session import Session
from mlpcli.training.state import start

DATA = {"source": "iris", "target": ["petal_length", "species"], "task": "multiple"}


def experiment(**sections: Any) -> Experiment:
    spec = {"data": DATA, "architecture": {"hidden": [8]}, "training": {"epochs": 6}}
    return Experiment.model_validate(spec | sections)


class After:
    """Asks to stop after so many batches."""

    def __init__(self, left: int):
        self.left = left

    def is_set(self) -> bool:
        self.left -= 1
        return self.left < 0


def test_tasks_losses_and_metrics_follow_from_the_data() -> None:
    session = Session.begin(experiment(training={"epochs": 150}))
    assert session.prepared.data.task == {"petal_length": "regression", "species": "classification"}
    list(session.fit())
    scores = session.scores("test")
    of_length = {f"petal_length.{kind}" for kind in ("rmse", "mae", "r2")}
    assert set(scores) == {"loss", "species.accuracy", "species.f1", *of_length}
    assert scores["petal_length.r2"] > 0.9
    assert scores["species.accuracy"] > 0.85


def test_metrics_are_in_the_units_of_their_target() -> None:
    session = Session.begin(experiment())
    list(session.fit())
    samples, target = session.samples("test"), session.prepared.coding.target
    assert target is not None
    said = target.decode(session.model().outputs(samples.x))
    truth = target.decode(samples.y)
    rmse = np.sqrt(np.square(said["petal_length"] - truth["petal_length"]).mean())
    assert session.scores("test")["petal_length.rmse"] == pytest.approx(rmse, rel=1e-5)
    assert session.scores("test")["species.accuracy"] == (said["species"] == truth["species"]).mean()
    assert [name for name in said if name.startswith("species_probability_")] == list(target.probabilities)


def test_resumed_equals_uninterrupted(tmp_path: Path) -> None:
    whole, broken = Session.begin(experiment()), Session.begin(experiment())
    list(whole.fit())
    list(broken.fit(interrupt=After(7)))
    save(broken, tmp_path / "c.h5")
    again = open_checkpoint(tmp_path / "c.h5").session()
    list(again.fit())
    ends = [session.state.weights(session.replica).last for session in (again, whole)]
    np.testing.assert_array_equal(*ends)
    assert again.scores("test") == whole.scores("test")


def test_a_replica_in_a_stack_is_alone() -> None:
    """Replicas that differ in the seed and in the weight of a target."""
    outputs = [{"species": {"weight": weight}} for weight in (0.1, 1.0, 4.0)]
    asked = [experiment(seed=r, loss={"kind": "multiple", "outputs": o}) for r, o in enumerate(outputs)]
    data = prepare(asked[0].data, Path())
    known = {"rows": 105, "has_validation": True, "heads": data.coding.heads}
    resolved = [e.resolve(data.data, data.coding.task, **known) for e in asked]

    def trained(*experiments: Experiment) -> Any:
        state = start(experiments, data.train.x.shape[1:], data.coding.outputs, has_validation=True)
        heads, units = data.coding.heads, units_of(data.coding)
        list(fit(state, data.train, data.validation, units=units, heads=heads))
        return state

    together = trained(*resolved)
    for mine, one in zip(together.replicas, resolved, strict=True):
        alone = trained(one)
        own = alone.replicas[0]
        np.testing.assert_array_equal(together.weights(mine).last, alone.weights(own).last)
        assert [e.validation for e in mine.history] == [e.validation for e in own.history]


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"task": {"specie": "classification"}}, "'specie' is not a target; did you mean 'species'"),
        ({"target": "species"}, "multiple needs several targets"),
        ({"class_weights": "balanced"}, "needs a target of classes"),
    ],
)
def test_what_a_spec_cannot_ask(section: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecError, match=message):
        Session.begin(experiment(data=DATA | section))


def test_a_metric_that_fits_no_target_is_refused() -> None:
    widths = DATA | {"target": ["petal_length", "petal_width"]}
    with pytest.raises(SpecError, match="roc_auc is for"):
        Session.begin(experiment(data=widths, metrics=["roc_auc"]))
