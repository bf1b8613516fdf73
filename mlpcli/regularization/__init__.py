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

from pydantic import Field

from mlpcli.component import bare_name
from mlpcli.regularization.activity_l1 import ActivityL1
from mlpcli.regularization.activity_l2 import ActivityL2
from mlpcli.regularization.base import (
    ActivityPenalty,
    Augmentation,
    Constraint,
    LayerRule,
    Penalty,
    Regularization,
    Role,
)
from mlpcli.regularization.dropout import Dropout
from mlpcli.regularization.elastic_distortion import ElasticDistortion
from mlpcli.regularization.elastic_net import ElasticNet
from mlpcli.regularization.input_noise import InputNoise
from mlpcli.regularization.l1 import L1
from mlpcli.regularization.l2 import L2
from mlpcli.regularization.max_norm import MaxNorm
from mlpcli.regularization.mixup import Mixup
from mlpcli.regularization.rotation import Rotation
from mlpcli.regularization.scaling import Scaling
from mlpcli.regularization.shear import Shear
from mlpcli.regularization.shift import Shift

AnyRegularization: TypeAlias = Annotated[
    L1
    | L2
    | ElasticNet
    | ActivityL1
    | ActivityL2
    | MaxNorm
    | Dropout
    | InputNoise
    | Mixup
    | Shift
    | Rotation
    | Scaling
    | Shear
    | ElasticDistortion,
    Field(discriminator="kind"),
    bare_name,
]

__all__ = [
    "L1",
    "L2",
    "ActivityL1",
    "ActivityL2",
    "ActivityPenalty",
    "AnyRegularization",
    "Augmentation",
    "Constraint",
    "Dropout",
    "ElasticDistortion",
    "ElasticNet",
    "InputNoise",
    "LayerRule",
    "MaxNorm",
    "Mixup",
    "Penalty",
    "Regularization",
    "Role",
    "Rotation",
    "Scaling",
    "Shear",
    "Shift",
]
