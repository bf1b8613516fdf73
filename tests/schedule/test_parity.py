"""The schedules beside PyTorch's, epoch by epoch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlpcli.schedule import (
    Clock,
    Constant,
    Cosine,
    CosineRestarts,
    Exponential,
    InverseTime,
    Linear,
    Milestones,
    OneCycle,
    Polynomial,
    ReduceOnPlateau,
    Schedule,
    Step,
    WarmUp,
)

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
theirs = torch.optim.lr_scheduler
EPOCHS = 20


def optimizer(rate: float) -> Any:
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)


def rates(optimizer: Any, scheduler: Any, *args: float) -> list[float]:
    """The rate of each epoch."""
    found = []
    for epoch in range(EPOCHS + 1):
        found.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        if epoch < EPOCHS:
            scheduler.step(*args[epoch : epoch + 1])
    return found


def warmed(o: Any) -> Any:
    rise = theirs.LinearLR(o, start_factor=0.1, end_factor=1.0, total_iters=5)
    rest = theirs.CosineAnnealingLR(o, T_max=EPOCHS - 5)
    return theirs.SequentialLR(o, [rise, rest], milestones=[5])


PAIRS: dict[str, tuple[Schedule, Callable[[Any], Any]]] = {
    "constant": (Constant(rate=0.5), lambda o: theirs.ConstantLR(o, factor=1.0)),
    "linear": (Linear(start=0.5, end=0.05, epochs=8), lambda o: theirs.LinearLR(o, 1.0, 0.1, total_iters=8)),
    "polynomial": (
        Polynomial(start=0.5, power=1.7, epochs=12),
        lambda o: theirs.PolynomialLR(o, total_iters=12, power=1.7),
    ),
    "inverse_time": (
        InverseTime(start=0.5, decay=0.4),
        lambda o: theirs.LambdaLR(o, lambda t: 1 / (1 + 0.4 * t)),
    ),
    "exponential": (Exponential(start=0.5, factor=0.8), lambda o: theirs.ExponentialLR(o, gamma=0.8)),
    "step": (Step(start=0.5, every=3, factor=0.4), lambda o: theirs.StepLR(o, step_size=3, gamma=0.4)),
    "milestones": (
        Milestones(start=0.5, at=(2, 3, 11), factor=0.4),
        lambda o: theirs.MultiStepLR(o, milestones=[2, 3, 11], gamma=0.4),
    ),
    "cosine": (
        Cosine(start=0.5, end=0.1, epochs=EPOCHS),
        lambda o: theirs.CosineAnnealingLR(o, T_max=EPOCHS, eta_min=0.1),
    ),
    "cosine_restarts": (
        CosineRestarts(start=0.5, end=0.1, period=2, multiplier=2),
        lambda o: theirs.CosineAnnealingWarmRestarts(o, T_0=2, T_mult=2, eta_min=0.1),
    ),
    "equal periods": (
        CosineRestarts(start=0.5, period=3, multiplier=1),
        lambda o: theirs.CosineAnnealingWarmRestarts(o, T_0=3),
    ),
    "one_cycle": (  # theirs is at its peak in update share · total - 1, ours after rise · T epochs
        OneCycle(peak=0.5, rise=0.25, start_divisor=10, end_divisor=100, epochs=EPOCHS),
        lambda o: theirs.OneCycleLR(
            o,
            max_lr=0.5,
            total_steps=EPOCHS + 1,
            pct_start=(0.25 * EPOCHS + 1) / (EPOCHS + 1),
            div_factor=10,
            final_div_factor=100,
            cycle_momentum=False,
        ),
    ),
    "warm_up": (WarmUp(epochs=5, start=0.05, then=Cosine(start=0.5)), warmed),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", PAIRS)
def test_the_rate_of_every_epoch(name: str) -> None:
    ours, scheduler = PAIRS[name]
    o = optimizer(0.5)
    expected = rates(o, scheduler(o))
    found = [float(ours.value(Clock(1, EPOCHS, epoch))) for epoch in range(EPOCHS + 1)]
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_reduce_on_plateau(seed: int) -> None:
    """Their patience is ours - 1, their threshold an absolute one."""
    rng = np.random.default_rng(seed)
    losses = rng.choice([1.0, 1.5, 2.0, 2.5, np.nan], EPOCHS) - 0.05 * np.arange(EPOCHS)
    patience, cooldown = int(rng.integers(1, 4)), int(rng.integers(0, 3))
    ours = ReduceOnPlateau(
        start=0.5, factor=0.5, patience=patience, cooldown=cooldown, min_delta=0.12, minimum=0.03
    )
    o = optimizer(0.5)
    scheduler = theirs.ReduceLROnPlateau(
        o, factor=0.5, patience=patience - 1, threshold=0.12, threshold_mode="abs", cooldown=cooldown,
        min_lr=0.03,
    )  # fmt: skip
    expected = rates(o, scheduler, *losses.tolist())
    plateau, found = ours.plateau(), [0.5]
    for value in losses.tolist():
        plateau.take(value)
        found.append(float(ours.value(Clock(1, EPOCHS, reductions=plateau.reductions))))
    assert found == pytest.approx(expected, rel=1e-12)
    assert plateau.reductions > 0
