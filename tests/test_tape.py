"""The tape makes the very calls again, and refuses what it could not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlpcli.run import Run
from mlpcli.tape import RecordingError, Tape, bare, call, memory, traced


def again(formula: Callable[[np.ndarray], Any]) -> tuple[np.ndarray, np.ndarray]:
    """What the tape of a formula gives for other numbers, and what the formula gives for them."""
    rng = np.random.default_rng(0)
    x, tape = rng.normal(size=(4, 3)), Tape()
    with tape.recording():
        result = formula(traced(x))
    x[...] = rng.normal(size=x.shape)
    tape.play()
    return np.asarray(bare(result)), np.asarray(formula(x))


def in_place(x: np.ndarray) -> np.ndarray:
    y = x + 1
    y -= 0.5
    y[0] = x[1]
    y[..., 2:] = 7
    return y


def into_memory(x: np.ndarray) -> np.ndarray:
    out = memory(x.shape, x.dtype)
    np.multiply(x, 2, out=out)
    return np.maximum(out, x, out=out)


def filled(x: np.ndarray) -> np.ndarray:
    total = np.zeros_like(x)
    total += x
    total += x.copy()
    return total


@pytest.mark.parametrize(
    "formula",
    [
        lambda x: 3 * x**2 - x / 2,
        lambda x: (x @ x.T).sum(axis=-1, keepdims=True),
        lambda x: x.mean(axis=0),
        lambda x: np.add.reduce(x, axis=(-2, -1)) / len(x),
        lambda x: x.max(axis=-1)[..., None] * x[:, None].swapaxes(-1, -2)[..., 0],
        lambda x: np.where(x > 0, x, -1.0),
        lambda x: np.take(x, [2, 0], axis=0),
        lambda x: np.clip(x, -0.5, 0.5),
        lambda x: np.concatenate([x, x * 2]),
        lambda x: np.broadcast_to(x, (2, 4, 3)) + 1,
        lambda x: x.astype("float32"),
        lambda x: -np.log1p(np.exp(-np.abs(x))),
        in_place,
        into_memory,
        filled,
    ],
)
def test_a_formula_played_again(formula: Callable[[np.ndarray], Any]) -> None:
    by_tape, by_formula = again(formula)
    np.testing.assert_array_equal(by_tape, by_formula)
    assert by_tape.dtype == by_formula.dtype


@pytest.mark.parametrize(
    "formula",
    [
        lambda x: 1 if x.sum() > 0 else 2,
        lambda x: float(x[0, 0]),
        lambda x: x[0, 0].item(),
        lambda x: x[x > 0],
        lambda x: x[[0, 2]],
        lambda x: x.T.reshape(-1),
        lambda x: np.add(x, 1, out=np.empty((4, 3))),
        lambda x: np.allclose(x, 0),
        lambda x: x.sort(),
    ],
)
def test_what_depends_on_numbers_is_refused(formula: Callable[[np.ndarray], Any]) -> None:
    with pytest.raises(RecordingError):
        again(formula)


def test_random_numbers_are_drawn_again() -> None:
    tape, run = Tape(), Run(training=True, generators=[np.random.default_rng(1)])
    with tape.recording():
        first = bare(run.uniform("u", (5,), "float64"))
    drawn = first.copy()
    tape.play()
    same = np.random.default_rng(1)
    np.testing.assert_array_equal(drawn, same.random(5))
    np.testing.assert_array_equal(first, same.random(5))


def test_outside_a_recording_nothing_is_traced() -> None:
    assert type(memory((2,), "float64")) is np.ndarray
    with pytest.raises(RecordingError, match="nothing is being recorded"):
        traced(np.zeros(2)) + 1


def test_a_call_of_anything_else() -> None:
    tape, numbers, generator = Tape(), np.empty(2), np.random.default_rng(0)
    with tape.recording():
        call(generator.standard_normal, out=traced(numbers))
    first = numbers.copy()
    tape.play()
    assert (numbers != first).all()
