"""Training with a bound on the gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlpcli.clip import AnyClip
from mlpcli.kinds import kinds
from mlpcli.optimizer import Sgd


@pytest.mark.parametrize("kind", kinds(AnyClip))
def test_a_stacked_training_is_that_of_each_alone(problem: Callable[..., Any], kind: str) -> None:
    p = problem("regression")
    experiments = [
        p.experiment(
            seed=r,
            optimizer={"kind": "sgd", "learning_rate": 0.1, "clip": {"kind": kind, "limit": 0.05 * (r + 1)}},
            regularization=[{"kind": "l2", "strength": 1e-2}],
            training={"epochs": 3},
        )
        for r in range(3)
    ]
    together, _ = p.train(*experiments)
    free, _ = p.train(experiments[0].model_copy(update={"optimizer": Sgd(learning_rate=0.1)}))
    for r, experiment in enumerate(experiments):
        alone, _ = p.train(experiment)
        np.testing.assert_array_equal(
            together.weights(together.replicas[r]).last, alone.replicas[0].weights.last
        )
    assert (free.replicas[0].weights.last != together.replicas[0].weights.last).any()


def test_a_rate_that_diverges_does_not_with_clipping(problem: Callable[..., Any]) -> None:
    p = problem("regression")

    def reason(**clip: Any) -> str:
        optimizer = {"kind": "sgd", "learning_rate": 5.0, **clip}
        state, _ = p.train(p.experiment(activation="identity", optimizer=optimizer, training={"epochs": 30}))
        return str(state.replicas[0].reason)

    assert reason() == "diverged"
    assert reason(clip={"kind": "norm", "limit": 0.01}) == "epochs"
