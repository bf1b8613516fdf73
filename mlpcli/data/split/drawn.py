"""What splits by shares that are drawn at random have in common: a seed of their own."""

from __future__ import annotations

from pydantic import Field

from mlpcli.data.split.fractions import Fractions


class Drawn(Fractions):
    """The split has a seed of its own, so that experiments that differ in their `seed` are compared on the
    same rows. The test rows depend on `test` and `seed` only.
    """

    seed: int = Field(
        0, ge=0, lt=2**63, description="of this split; the experiment's seed does not move rows"
    )
