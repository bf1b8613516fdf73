"""Clipping: a bound on the gradient g before the optimizer's rule sees it, so that one steep place throws
nothing off.

| kind | rule | keeps the direction | limit to start with |
|---|---|---|---|
| norm | g ← g min(1, c / ‖g‖), the norm over all learned parameters | yes | 1 |
| value | g ← g clipped to ±c, entry by entry | no | 1 |

The gradient is that of the loss with its penalties. Where a mapping names no kind, it is norm's.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from mlpcli.clip.base import Clip
from mlpcli.kinds import Kinds

KINDS = Kinds(
    "mlpcli.clip",
    "norm",
    "value",
    usual="norm",
)

AnyClip: TypeAlias = Annotated[Clip, KINDS]

__getattr__ = KINDS.attribute

__all__ = [
    "AnyClip",
    "Clip",
]
