"""A made-up run, of which every array and text tells the step, and what makes two trees the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pytest

from mlpcli.store.contents import Checkpoint, Data, Spec, Weights
from mlpcli.store.tree import Tree

Make: TypeAlias = Callable[..., Checkpoint]
Same: TypeAlias = Callable[[Tree, Tree], bool]


@pytest.fixture(scope="session")
def make() -> Make:
    def checkpoint(step: int = 1, units: int = 4) -> Checkpoint:
        weights = {
            "0_dense/W": np.full((3, units), step, np.float32),
            "0_dense/b": np.full(units, step, "f4"),
        }
        return Checkpoint(
            spec=Spec("name: digits\n", "{}\n", ("optimizer.learning_rate=1e-3",), "/data/ä", "digits"),
            data=Data(
                coding={"columns": '["x", "y"]', "shift": np.arange(3.0), "rows": 10},
                partition={"train": np.arange(6), "validation": np.array([6, 7]), "test": np.array([8, 9])},
                fingerprint="3f2a",
            ),
            weights=Weights(last=weights, best={name: array - 1 for name, array in weights.items()}),
            slots={"m": {name: array * 2 for name, array in weights.items()}},
            state={
                "step": step,
                "best": {"value": np.inf, "epoch": 0},
                "generator": {"state": 2**127 + step},
                "reason": None,
            },
            history={"epoch": np.arange(1, step + 1), "training_loss": np.append(np.ones(step - 1), np.nan)},
            metrics={"test": {"loss": 0.25, "accuracy": 0.5}},
            environment={"threads": 1},
        )

    return checkpoint


@pytest.fixture(scope="session")
def same() -> Same:
    """Whether two trees agree in names, types and every bit."""

    def compared(a: Tree, b: Tree) -> bool:
        return a.keys() == b.keys() and all(bits(a[name]) == bits(b[name]) for name in a)

    def bits(leaf: object) -> tuple[object, ...]:
        if isinstance(leaf, np.ndarray):
            return leaf.dtype.str, leaf.shape, leaf.tobytes()
        if isinstance(leaf, float):
            return "float", np.float64(leaf).tobytes()
        return type(leaf), leaf

    return compared
