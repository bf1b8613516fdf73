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

from pydantic import Field

from mlpcli.clip.base import Clip
from mlpcli.clip.norm import Norm
from mlpcli.clip.value import Value
from mlpcli.component import bare_name_or

AnyClip: TypeAlias = Annotated[Norm | Value, Field(discriminator="kind"), bare_name_or("norm")]

__all__ = ["AnyClip", "Clip", "Norm", "Value"]
