"""The threshold chosen on validation rows: against every threshold there is, and through the checkpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.experiment import Experiment
from mlpcli.kinds import kinds
from mlpcli.metric import AnyMetric, Head, LogLoss, measures
from mlpcli.store.checkpoint import save
from mlpcli.store.record import Origin, to_checkpoint
from mlpcli.store.trained import open_checkpoint
from mlpcli.training.session import Session
from mlpcli.training.threshold import chosen

DECIDING: dict[str, Any] = {k: cls for k, cls in kinds(AnyMetric).items() if cls.decides and cls.scalar}  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", DECIDING)
@pytest.mark.parametrize("seed", range(5))
def test_no_threshold_is_better(kind: str, seed: int) -> None:
    random = np.random.default_rng(seed)
    y = (random.random((60, 1)) < 0.2).astype(np.float32)
    p = np.clip(random.normal(0.3 + 0.2 * y, 0.2), 0.001, 0.999).round(2).astype(np.float32)
    metric = DECIDING[kind]()
    choice = chosen(metric, p, y)
    assert choice is not None
    every = np.arange(0, 1, 0.0005)
    best = max(float(metric.value((p > t).astype(float), y)) for t in every)
    assert choice.value == pytest.approx(best)
    assert choice.value == pytest.approx(float(metric.value((p.astype(float) > choice.threshold) * 1.0, y)))
    assert choice.at_half == pytest.approx(float(metric.value((p > 0.5).astype(float), y)))


def test_of_equally_good_ones_the_nearest_to_a_half() -> None:
    p, y = np.array([[0.1], [0.8]]), np.array([[0.0], [1.0]])
    assert chosen(DECIDING["accuracy"](), p, y).threshold == 0.5  # type: ignore[union-attr]


@pytest.mark.parametrize(("p", "y"), [([], []), ([0.2, 0.7], [1.0, 1.0]), ([0.2, np.nan], [0.0, 1.0])])
def test_nothing_to_choose_from(p: list[float], y: list[float]) -> None:
    assert chosen(DECIDING["f1"](), np.array(p)[:, None], np.array(y)[:, None]) is None


def test_many_rows_are_tried_in_portions() -> None:
    random = np.random.default_rng(0)
    y = (random.random((20_000, 1)) < 0.1).astype(np.float32)
    choice = chosen(DECIDING["f1"](), random.random((20_000, 1)).astype(np.float32) * 0.7 + 0.3 * y, y)
    assert choice is not None
    assert choice.value >= choice.at_half


def test_metrics_use_it_where_they_decide() -> None:
    p, y = np.array([[0.2], [0.4], [0.45]]), np.array([[0.0], [1.0], [1.0]])
    metrics = [DECIDING["accuracy"](), LogLoss()]
    half, third = (
        [
            float(m.concluded([m.summary(p, y)]))
            for m in measures(metrics, [Head("", "binary", 0, 1, (0, 1), t)])
        ]
        for t in (0.5, 0.3)
    )
    assert (half[0], third[0]) == (pytest.approx(1 / 3), 1)
    assert half[1] == third[1]


def test_it_is_stored_and_used_by_eval_and_predict(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    x = random.normal(size=400)
    y = np.where(random.random(400) < 0.1 + 0.2 * (x > 1), "yes", "no")
    rows = "".join(f"{a:.4f},{b}\n" for a, b in zip(x, y, strict=True))
    (tmp_path / "t.csv").write_text("x,y\n" + rows)
    spec = {
        "data": {"source": "t.csv", "target": "y", "threshold": {"metric": "balanced_accuracy"}},
        "architecture": {"hidden": [4]},
        "training": {"epochs": 30},
        "optimizer": {"kind": "adam", "learning_rate": 0.03},
        "metrics": ["balanced_accuracy", "f1", "confusion_matrix"],
    }
    session = Session.begin(Experiment.model_validate(spec).at(tmp_path))
    list(session.fit())
    threshold = session.prepared.coding.threshold
    assert threshold < 0.4
    assert session.decision.startswith(f"threshold {threshold:.4g}: yes is predicted above it")
    save(tmp_path / "c.h5", to_checkpoint(session, Origin()))
    model = open_checkpoint(tmp_path / "c.h5").model()
    assert model.coding.threshold == threshold
    assert model.scores(session.samples("test")) == session.scores("test")
    frame = session.experiment.data.source.read(tmp_path)
    columns = model.predict(frame).columns
    assert ((columns["probability_yes"].astype(float) > threshold) == (columns["y"] == "yes")).all()
    assert (columns["y"] == "yes").any()
    table = model.tables(session.samples("test"))["confusion_matrix"]
    said = columns["y"][session.prepared.test.rows]
    assert table[:, 1].sum() == (said == "yes").sum()
