"""Where arrays of numbers begin."""

from __future__ import annotations

import numpy as np
import pytest

from mlpcli.arrays import LINE, Array, room, settled
from mlpcli.experiment import Experiment
from mlpcli.training.loop import Loop
from mlpcli.training.session import Session
from mlpcli.training.step import Step


def offset(array: Array) -> int:
    """Bytes from the beginning of a cache line."""
    return array.ctypes.data % LINE


@pytest.mark.parametrize("dtype", ["float32", "float64", "bool"])
def test_room_begins_with_a_cache_line(dtype: str) -> None:
    for shape in [(), (0,), (1,), (3, 5), (7, 1, 11), (1000, 1000)]:
        found = room(shape, dtype)
        assert offset(found) == 0 or not found.size
        assert (found.shape, found.dtype) == (shape, np.dtype(dtype))
        found[...] = 1
        assert found.all()


def test_what_lies_elsewhere_is_moved_and_what_does_not_stays() -> None:
    whole = room((101,), np.float32)
    whole[:] = np.arange(101)
    assert settled(whole) is whole
    moved = settled(whole[1:])
    assert offset(moved) == 0
    assert moved.tolist() == whole[1:].tolist()
    turned = settled(whole[:100].reshape(10, 10).T)  # its own place, but not in order
    assert turned.flags.c_contiguous
    assert turned[0].tolist() == whole[:100:10].tolist()


def test_passes_over_the_parameters_begin_with_a_cache_line() -> None:
    spec = {"data": {"source": "iris"}, "training": {"epochs": 1}}
    session = Session.begin(Experiment.model_validate(spec))
    state = session.state
    loop = Loop(state, session.prepared.train, session.prepared.validation, None)
    assert isinstance(loop.step, Step)
    blocks = [block for share in loop.step.move.shares for block in share]
    used = [a for block in blocks for a in (block.theta, block.gradient, block.work, *block.slots.values())]
    assert used
    assert [offset(array) for array in (*used, state.best_theta)] == [0] * (len(used) + 1)
