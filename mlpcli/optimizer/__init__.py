"""Optimizers: how the gradient g moves the parameters θ. λ is the learning rate, t counts updates.

| kind | rule | memory | learning rate to start with |
|---|---|---|---|
| sgd | θ ← θ - λ g | 0 | 0.01 |
| momentum | v ← α v - λ g, θ ← θ + v | 1 × θ | 0.01 |
| nesterov | v ← α v - λ g(θ + α v), θ ← θ + v | 1 × θ | 0.01 |
| ema_momentum | m ← β m + (1-β) g, θ ← θ - λ m | 1 × θ | 0.01 |
| adagrad | r ← r + g², θ ← θ - λ g / (ε + √r) | 1 × θ | 0.01 |
| adadelta | θ ← θ - λ Δ, Δ = g √(s + ε) / √(r + ε), s the mean of Δ² | 2 × θ | 1 |
| rmsprop | r ← ρ r + (1-ρ) g², θ ← θ - λ g / √(r + ε) | 1 × θ | 0.001 |
| adam | θ ← θ - λ m_hat / (√v_hat + ε) | 2 × θ | 0.001 |
| adamw | θ ← (1 - λ w) θ, then adam's | 2 × θ | 0.001 |
| amsgrad | adam's with the largest v so far | 3 × θ | 0.001 |
| nadam | adam's with m_hat one update ahead | 2 × θ | 0.001 |
| lion | θ ← θ - λ sign(β1 m + (1-β1) g), m ← β2 m + (1-β2) g | 1 × θ | 0.0001 |
| perceptron | w ← w + λ s x on a mistake, else nothing; s = ±1 the label | 1 × θ | 1 |
| newton | θ ← θ - (H + μI)⁻¹ g, on the whole set, μ adapting | 1 × θ (and P²) | found |
| l_bfgs | θ ← θ - α H g, H ≈ the inverse Hessian from 10 pairs, on the whole set | 20 × θ | found |

Where a mapping names no kind, it is adam's. A layer's `learning_rate_factor` scales λ for its arrays.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from mlpcli.kinds import Kinds
from mlpcli.optimizer.base import Ending, Optimizer, Slots, StepRule
from mlpcli.optimizer.whole_set import Objective, WholeSet

KINDS = Kinds(
    "mlpcli.optimizer",
    "sgd",
    "momentum",
    "nesterov",
    "ema_momentum",
    "adagrad",
    "adadelta",
    "rmsprop",
    "adam",
    "adamw",
    "amsgrad",
    "nadam",
    "lion",
    "perceptron",
    "newton",
    "l_bfgs",
    usual="adam",
)

AnyOptimizer: TypeAlias = Annotated[Optimizer, KINDS]

__getattr__ = KINDS.attribute

__all__ = [
    "AnyOptimizer",
    "Ending",
    "Objective",
    "Optimizer",
    "Slots",
    "StepRule",
    "WholeSet",
]
