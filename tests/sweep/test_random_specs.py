"""Thirty random specs: a trial in a stack is `mlp train` on its spec, bit for bit."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlpcli.experiment import Experiment
from mlpcli.kinds import kinds
from mlpcli.optimizer import AnyOptimizer, StepRule
from mlpcli.schedule import AnySchedule
from mlpcli.store.begin import begin
from mlpcli.sweep.plan import Stack, Task, plan
from mlpcli.sweep.train import prepared, train_stack
from mlpcli.sweep.trial import Point, Trial

SPECS = 30

RULES = sorted(k for k, c in kinds(AnyOptimizer).items() if issubclass(c, StepRule) and k != "perceptron")
PLAIN = sorted(
    k
    for k, c in kinds(AnySchedule).items()
    if {n for n, f in c.model_fields.items() if f.is_required()} <= {"start"}
)
ACTIVATIONS = ("relu", "tanh", "prelu", "maxout", "gelu", "softmax", "elu")


def spec(dice: random.Random) -> dict[str, Any]:
    """A structure: what the trials of a stack have in common."""
    normal = dice.choice([[], [{"kind": "batch_norm"}], [{"kind": "layer_norm"}]])
    layers = [
        *(
            {"kind": "dense", "units": dice.randint(2, 9), "activation": dice.choice(ACTIVATIONS)}
            for _ in range(2)
        ),
        *normal,
    ]
    regularization = dice.sample(
        ["dropout", "l1", "l2", "max_norm", "mixup", "activity_l2"], dice.randint(0, 3)
    )
    return {
        "data": {"source": dice.choice(["iris", "wine", "diabetes"])},
        "architecture": {"layers": layers},
        "regularization": regularization,
        "early_stopping": dice.choice([None, {"patience": 2}]),
        "training": {
            "epochs": 6,
            "batch_size": dice.choice([16, 32, "all"]),
            "precision": dice.choice(["float32", "float64"]),
        },
    }


def varied(base: dict[str, Any], dice: random.Random, optimizer: str, schedule: str) -> dict[str, Any]:
    """Numbers that may differ between the trials of a stack."""
    rate = {"kind": schedule, "rate" if schedule == "constant" else "start": 10 ** dice.uniform(-4, -2)}
    return {**base, "seed": dice.randrange(1000), "optimizer": {"kind": optimizer, "learning_rate": rate}}


@pytest.mark.parametrize("number", range(SPECS))
def test_a_trial_in_a_stack_is_mlp_train_alone(
    number: int, make_stack: Callable[..., Stack], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlpcli.sweep.train._singles", lambda stack: pytest.fail("trained one by one"))
    dice = random.Random(number)
    base, optimizer, schedule = spec(dice), dice.choice(RULES), dice.choice(["constant", *PLAIN])
    trials = []
    for i in range(3):
        experiment = Experiment.model_validate(varied(base, dice, optimizer, schedule))
        trials.append(Trial(f"{i:04}", Point(i, {}), experiment.seed, {}, experiment))
    data = prepared(trials[0].experiment)
    sizes = {t.data_key: (data.coding.input_shape, data.coding.outputs) for t in trials}
    packs = plan([Task(trial) for trial in trials], sizes, size=3)
    assert len(packs) == 1, "they differ in numbers only"
    outcome = train_stack(make_stack(trials), "validation_loss", 1)
    for trial, result in zip(trials, outcome.results, strict=True):
        session = begin(trial.experiment)
        list(session.fit())
        assert result.status == ("diverged" if session.replica.reason == "diverged" else "done"), (
            result.detail
        )
        history = [end.training_loss for end in session.replica.history]
        np.testing.assert_array_equal(result.history["training_loss"], history)
        if result.status == "done":
            assert result.scores["validation_loss"] == session.replica.best.value
