"""A training stopped at random batches and taken up from its file ends with the bytes of one never stopped.

Combination k takes the k-th optimizer and schedule in turn and draws the rest: dropout, batch normalization,
averaging, early stopping, sampling, ensembles, penalties, clipping. The long version is
`python -m pytest -m long tests/faults/test_exact_resume.py`.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpcli.experiment import Experiment
from mlpcli.kinds import kinds
from mlpcli.optimizer import AnyOptimizer, WholeSet
from mlpcli.schedule import AnySchedule
from mlpcli.store.checkpoint import to_tree
from mlpcli.store.record import Origin, to_checkpoint
from mlpcli.store.replay import differences
from mlpcli.store.trained import open_checkpoint, save
from mlpcli.training.session import Session

OPTIMIZERS = [kind for kind, rule in kinds(AnyOptimizer).items() if not issubclass(rule, WholeSet)]
OPTIMIZERS.remove("perceptron")  # one layer, batches of one
SCHEDULES = list(kinds(AnySchedule))
NEEDS: dict[str, dict[str, Any]] = {
    "constant": {"rate": 0.01},
    "linear": {"start": 0.02, "end": 0.001},
    "milestones": {"start": 0.02, "at": [1, 2.5]},
    "one_cycle": {"peak": 0.03},
    "reduce_on_plateau": {"start": 0.05, "patience": 1, "min_delta": 0.3, "factor": 0.5},
    "step": {"start": 0.02, "every": 1.5},
    "warm_up": {"epochs": 1.5, "then": {"kind": "cosine", "start": 0.02}},
}
EPOCHS = 5


def spec(k: int) -> dict[str, Any]:
    """The k-th combination."""
    dice = random.Random(k)
    schedule = SCHEDULES[k % len(SCHEDULES)]
    optimizer: dict[str, Any] = {
        "kind": OPTIMIZERS[k % len(OPTIMIZERS)],
        "learning_rate": {"kind": schedule, **NEEDS.get(schedule, {"start": 0.02})},
    }
    if dice.random() < 0.4:
        optimizer["averaging"] = dice.choice(["polyak", "exponential"])
    if dice.random() < 0.3:
        optimizer["clip"] = {"kind": dice.choice(["norm", "value"]), "limit": 0.5}
    layers: list[dict[str, Any]] = [{"kind": "dense", "units": 7}]
    if dice.random() < 0.5:
        layers.append({"kind": "batch_norm"})
    if dice.random() < 0.5:
        layers.append({"kind": "dropout", "rate": 0.3})
    rules = ["l1", "l2", "elastic_net", "activity_l2", "max_norm", "input_noise", "mixup"]
    sections: dict[str, Any] = {
        "data": {"source": "iris"},
        "seed": k,
        "architecture": {"layers": [*layers, {"kind": "dense", "units": 5, "activation": "prelu"}]},
        "optimizer": optimizer,
        "regularization": dice.sample(rules, dice.randrange(3)),
        "training": {
            "epochs": EPOCHS,
            "batch_size": 17,
            "sampling": dice.choice(["shuffled", "balanced", "hard_examples"]),
            "precision": dice.choice(["float32", "float64"]),
        },
    }
    if "mixup" in sections["regularization"]:
        sections["training"]["sampling"] = "shuffled"
    if dice.random() < 0.5:
        sections["early_stopping"] = {"patience": dice.randrange(1, 3), "min_delta": 0.02}
    if dice.random() < 0.3:
        sections["ensemble"] = {"kind": dice.choice(["seeds", "bagging"]), "members": 3}
    return sections


WHOLE_SET: list[dict[str, Any]] = [
    {
        "data": {"source": "iris"},
        "architecture": {"hidden": [3]},
        "activation": "tanh",
        "optimizer": {"kind": kind},
        "training": {"epochs": 5, "precision": "float64"},
    }
    for kind in ("newton", "l_bfgs")
]


def check(sections: dict[str, Any], dice: random.Random, folder: Path, after: Any) -> None:
    experiment = Experiment.model_validate(sections)
    whole = Session.begin(experiment)
    list(whole.fit())
    session, path = Session.begin(experiment), folder / "checkpoint.h5"
    for _ in range(2):
        list(session.fit(interrupt=after(dice.randrange(max(whole.state.step // 2, 2)))))
        save(session, path)
        session = open_checkpoint(path).session()
    list(session.fit())
    one, other = (to_checkpoint(s, Origin(), s.all_scores()) for s in (whole, session))
    assert list(differences(one, other)) == []
    mine, own = to_tree(one), to_tree(other)  # the comparison on its own, should `differences` be blind
    for name in mine:
        if name.startswith(("weights/", "optimizer/", "history/")) and name != "history/seconds":
            assert np.asarray(mine[name]).tobytes() == np.asarray(own[name]).tobytes(), name
    assert mine.keys() == own.keys()
    assert mine["metrics"] == own["metrics"]


@pytest.mark.parametrize("k", range(28))
def test_a_combination(k: int, tmp_path: Path, after: Any) -> None:
    check(spec(k), random.Random(k), tmp_path, after)


@pytest.mark.parametrize("sections", WHOLE_SET, ids=lambda sections: str(sections["optimizer"]["kind"]))
def test_an_optimizer_of_the_whole_set(sections: dict[str, Any], tmp_path: Path, after: Any) -> None:
    check(sections, random.Random(1), tmp_path, after)


@pytest.mark.long
@pytest.mark.parametrize("k", range(28, 328))
def test_many_combinations(k: int, tmp_path: Path, after: Any) -> None:
    check(spec(k), random.Random(k), tmp_path, after)
