"""Rows that are judged in portions have the scores that all at once have."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mlpcli.training.score
from mlpcli.experiment import Experiment
from mlpcli.training.baseline.measure import baselines
from mlpcli.training.session import Session

SECTIONS: dict[str, dict[str, Any]] = {
    "classes": {
        "data": {"source": "iris"},
        "metrics": ["accuracy", "f1", "roc_auc", "log_loss", "confusion_matrix"],
    },
    "numbers": {"data": {"source": "iris", "target": ["petal_width", "sepal_width"], "task": "regression"}},
    "weights": {"data": {"source": "iris", "weight": "sepal_length", "class_weights": "balanced"}},
    "ensemble": {"data": {"source": "iris"}, "ensemble": {"kind": "seeds", "members": 2}},
    "autoencoder": {"data": {"source": "iris", "target": "none"}},
}


@pytest.mark.parametrize("memory", ["all", "bounded"])
@pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)
def test_scores(section: dict[str, Any], memory: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {**section, "data": {**section["data"], "memory": memory}, "training": {"epochs": 2}}
    session = Session.begin(Experiment.model_validate(asked))
    list(session.fit())
    model, rows = session.model(), session.samples("train")
    whole, tables, compared = session.scores("train"), model.tables(rows), baselines(session)
    monkeypatch.setattr(mlpcli.training.score, "JUDGED", 1)
    monkeypatch.setattr(mlpcli.training.score, "LEAST", 7)
    assert session.scores("train") == pytest.approx(whole, rel=1e-5)
    for name, table in model.tables(rows).items():
        np.testing.assert_array_equal(table, tables[name])
    again = baselines(session)
    for scores, before in ((again.constant, compared.constant), (again.linear, compared.linear)):
        assert (scores or {}) == pytest.approx(before or {}, rel=1e-5)


def test_a_portion_is_all_that_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mlpcli.training.score, "JUDGED", 1)
    monkeypatch.setattr(mlpcli.training.score, "LEAST", 10)
    session = Session.begin(Experiment.model_validate({"data": {"source": "iris"}}))
    scorer = mlpcli.training.score.Scorer(session.state.network, session.model().loss, ())
    asked: list[int] = []

    def outputs(rows: slice) -> Any:
        asked.append(rows.stop - rows.start)
        return np.zeros((rows.stop - rows.start, 3))

    scorer.judge(outputs, session.samples("train").y)
    assert sum(asked) == len(session.samples("train"))
    assert max(asked) == 10
