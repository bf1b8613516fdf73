"""Batches of rows on disk: every row once an epoch, shuffled, and gone on with at any batch."""

from __future__ import annotations

import numpy as np
import pytest

from mlpcli.data.blocks import Blocks
from mlpcli.data.ondisk import OnDisk
from mlpcli.data.scratch import Scratch

N = 1003
SIZES = [(64 << 20, 128 << 10), (1200, 84), (600, 192), (12, 12)]


def blocks(generators, buffer, block, **options):
    scratch = Scratch()
    scratch.append(np.arange(N * 3, dtype=np.float32).reshape(N, 3))
    x = OnDisk(scratch, 0, (N, 2), np.dtype("f4"), 3)
    y = OnDisk(scratch, 0, (N, 1), np.dtype("f4"), 3, 2)
    return Blocks(x, y, 16, generators, buffer=buffer, block=block, **options)


@pytest.mark.parametrize(("buffer", "block"), SIZES)
def test_every_row_once_with_its_target_and_weight(buffer, block):
    batches = blocks([np.random.default_rng(0)], buffer, block, weights=np.arange(N))
    rows = []
    for x, y in batches.epoch():
        assert (y[:, 0] == x[:, 0] + 2).all()
        assert (batches.weights == x[:, 0] / 3).all()
        rows += (x[:, 0] / 3).tolist()
    assert sorted(rows) == list(range(N))
    assert len(batches) == 63


@pytest.mark.parametrize(("buffer", "block"), SIZES)
def test_an_epoch_goes_on_at_any_batch(buffer, block):
    generator = np.random.default_rng(0)
    batches, state = blocks([generator], buffer, block), generator.bit_generator.state
    whole = [x.copy() for x, _ in batches.epoch()]
    after = generator.bit_generator.state
    for start in (1, 5, 31, 62):
        generator.bit_generator.state = state
        rest = [x.copy() for x, _ in batches.epoch(start)]
        assert len(rest) == 63 - start
        assert all(np.array_equal(a, b) for a, b in zip(rest, whole[start:], strict=True))
        assert generator.bit_generator.state == after


def test_rows_from_everywhere_meet_in_a_buffer():
    batches = blocks([np.random.default_rng(0)], 2400, 48)
    first = np.concatenate([x[:, 0] / 3 for x, _ in batches.epoch()][:12])  # one buffer of 192 rows
    assert np.histogram(first, 4, (0, N))[0].min() > 20
    assert np.abs(np.diff(first)).mean() > 100


def test_a_stack_gets_what_each_gets_alone():
    alone = [[x.copy() for x, _ in blocks([np.random.default_rng(s)], 600, 84).epoch()] for s in (1, 2)]
    stacked = blocks([np.random.default_rng(s) for s in (1, 2)], 600, 84, stacked=True)
    for k, (x, y) in enumerate(stacked.epoch()):
        assert y.shape[0] == 2
        np.testing.assert_array_equal(x, np.stack([alone[0][k], alone[1][k]]))
