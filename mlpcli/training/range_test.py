"""The learning-rate range test: the loss while the rate grows from next to nothing until it does harm."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mlpcli.arrays import Array
from mlpcli.errors import UsageError
from mlpcli.optimizer import Optimizer
from mlpcli.optimizer.perceptron import Perceptron
from mlpcli.training.rates import rate_key
from mlpcli.training.replay import Replay
from mlpcli.training.rows import Rows
from mlpcli.training.snapshot import Snapshot
from mlpcli.training.state import State
from mlpcli.training.threads import choose, limited

LOWEST, HIGHEST, STEPS = 1e-7, 10.0, 200
"""From where to where the rate grows, always by the same factor; to 10 times the spec's if that is more."""

MEMORY = 0.9
"""β of the smoothed loss: a mean over some ten steps, less than half a power of ten of the rate."""

BOUND = 4.0
"""The test ends when the smoothed loss is above this times its lowest, or the loss is not finite."""

FALL = 0.05
"""What the smoothed loss has to lose, in parts of its first value, to tell anything."""

Ending = Literal["bound", "not finite", "end"]


@dataclass(frozen=True)
class RangeTest:
    """Rates, the loss of the batch before the step with each, and the same smoothed: all finite.

    `suggestion` is a tenth of `minimum`, the rate where the smoothed loss was lowest; `steepest` is where it
    fell fastest. Where the loss never fell, `falls` is false and the suggestion is the spec's own rate, or a
    tenth of the one that ended the test if that is less.
    """

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    smoothed: tuple[float, ...]
    minimum: float
    steepest: float
    suggestion: float
    falls: bool
    ending: Ending


def check_rate(optimizer: Optimizer) -> float:
    """The rate that the spec has. Raises UsageError for an optimizer that has none to find."""
    found = rate_key(optimizer)
    if found is not None and not isinstance(optimizer, Perceptron):
        return found[1]
    why = (
        "it finds the length of its steps itself"
        if found is None
        else "its learning rate changes the length of the weights alone, and no prediction"
    )
    raise UsageError(f"--find-learning-rate: the optimizer {optimizer.kind} has none to find: {why}")


def range_test(state: State, train: Rows) -> RangeTest:
    """Tries the rates on copies of the first network of a state that has not begun; nothing of it changes.

    The rate of step k is λ_0 (λ_1 / λ_0)^(k / K), on batches as in training. Losses are smoothed as Adam's
    m_hat is: m ← β m + (1 - β) J, m / (1 - β^k).

    *Source:* Smith 2017 (Cyclical Learning Rates, 3.3: the range test); Gugger 2018 (exponential growth,
    smoothing, a tenth of the minimum); Lepetit (choosing the learning rate).

    Raises UsageError for an optimizer that has no learning rate to find.
    """
    experiment = state.active[0].experiment
    own = check_rate(experiment.optimizer)
    highest = max(HIGHEST, 10 * own)
    rates = LOWEST * (highest / LOWEST) ** (np.arange(STEPS) / (STEPS - 1))
    batch = experiment.training.batch_of(train.x.shape[-2])
    with limited(choose(experiment.training.threads, state.network, batch)), np.errstate(all="ignore"):
        losses, smoothed, ending = _tried(Replay(state, 0, _now(state), train), rates)
    return _read(rates[: len(losses)], losses, smoothed, ending, own)


def _now(state: State) -> Snapshot:
    order = [replica.batches.bit_generator.state for replica in state.active]
    noise = [replica.noise.bit_generator.state for replica in state.active]
    return Snapshot(state.theta, state.slots, order, noise, state.step, state.epoch, 0)


def _tried(replay: Replay, rates: Array) -> tuple[list[float], list[float], Ending]:
    """The losses of batch after batch, and smoothed, up to what ends the test."""
    losses: list[float] = []
    smoothed: list[float] = []
    m = 0.0
    for k, (batch, rate) in enumerate(zip(replay.batches(), rates, strict=False), start=1):
        J = float(replay.step(batch.x, batch.y, batch.t, float(rate), _finite, batch.weights))
        if not math.isfinite(J):
            return losses, smoothed, "not finite"
        m = MEMORY * m + (1 - MEMORY) * J
        losses.append(J)
        smoothed.append(m / (1 - MEMORY**k))
        if smoothed[-1] > BOUND * min(smoothed) > 0:
            return losses, smoothed, "bound"
    return losses, smoothed, "end"


def _finite(J: Array) -> bool:
    return bool(np.isfinite(J).all())


def _steepest(m: Array) -> int:
    """Where m falls fastest, over as many steps as its smoothing has memory."""
    reach = min(round(1 / (1 - MEMORY)), (len(m) - 1) // 2)
    if reach == 0:
        return len(m) - 1
    return reach + int((m[2 * reach :] - m[: -2 * reach]).argmin())


def _read(rates: Array, losses: list[float], smoothed: list[float], ending: Ending, own: float) -> RangeTest:
    """The suggestion from the curve; there is a number whatever the curve is like."""
    if not losses:
        raise UsageError(
            "--find-learning-rate: the first loss is not finite, before any step; look at the data, the "
            "initialization and training.precision"
        )
    m = np.array(smoothed)
    lowest = int(m.argmin())
    falls = bool(m[0] - m[lowest] > FALL * abs(m[0]))
    steepest = float(rates[_steepest(m[: lowest + 1])])
    suggestion = float(rates[lowest]) / 10 if falls else min(own, float(rates[-1]) / 10)
    return RangeTest(
        rates=tuple(rates.tolist()),
        losses=tuple(losses),
        smoothed=tuple(smoothed),
        minimum=float(rates[lowest]),
        steepest=steepest,
        suggestion=float(f"{suggestion:.2g}"),
        falls=falls,
        ending=ending,
    )
