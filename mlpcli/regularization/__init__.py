"""Regularization: a list; its entries add up.

| kind | what it does | gradient | by default on |
|---|---|---|---|
| l1 | adds λ Σ abs(w) to the loss | λ sign(w) | weights |
| l2 | adds λ ‖w‖² to the loss | 2 λ w | weights |
| elastic_net | adds λ1 Σ abs(w) + λ2 ‖w‖² to the loss | λ1 sign(w) + 2 λ2 w | weights |
| activity_l1 | adds λ/N Σ abs(y) to the loss, y a layer's outputs | λ/N sign(y) | hidden layers |
| activity_l2 | adds λ/N Σ y² to the loss, y a layer's outputs | 2 λ y / N | hidden layers |
| max_norm | scales each unit's incoming w back to ‖w‖ ≤ c after an update | as it is | weights |
| dropout | leaves units out while training | of the units that stay | hidden units |
| input_noise | x + σ ε in place of x, ε ~ N(0, 1) | at the noisy x | training batches |
| mixup | μ x + (1-μ) x', y likewise, μ ~ Beta(α, α) | at the mixed samples | training batches |
| shift | images moved by up to `limit` pixels | at the moved image | training batches |
| rotation | images turned by up to `limit` degrees | likewise | training batches |
| scaling | images 1 - `limit` to 1 + `limit` times as large | likewise | training batches |
| shear | rows slid by up to `limit` columns a row | likewise | training batches |
| elastic_distortion | pixels moved by α G_σ * u, u random | likewise | training batches |

Penalties and max_norm take `layers`, by position or name: `{kind: l2, layers: [0, -1]}`,
`{kind: l1, layers: [0_dense]}`.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from mlpcli.kinds import Kinds
from mlpcli.regularization.base import (
    ActivityPenalty,
    Augmentation,
    Constraint,
    LayerRule,
    Penalty,
    Regularization,
    Role,
)

KINDS = Kinds(
    "mlpcli.regularization",
    "l1",
    "l2",
    "elastic_net",
    "activity_l1",
    "activity_l2",
    "max_norm",
    "dropout",
    "input_noise",
    "mixup",
    "shift",
    "rotation",
    "scaling",
    "shear",
    "elastic_distortion",
)

AnyRegularization: TypeAlias = Annotated[Regularization, KINDS]

__getattr__ = KINDS.attribute

__all__ = [
    "ActivityPenalty",
    "AnyRegularization",
    "Augmentation",
    "Constraint",
    "LayerRule",
    "Penalty",
    "Regularization",
    "Role",
]
