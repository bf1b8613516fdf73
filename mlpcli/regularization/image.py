"""What the rules that move the pixels of images have in common: each pixel is fetched from elsewhere."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, ClassVar, Self

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array, Scalar
from mlpcli.regularization.base import Augmentation
from mlpcli.run import Run

Side = Annotated[int, Field(gt=0)]


class ImageAugmentation(Augmentation):
    """x(p) ← x(q(p)) for every pixel p of an image, the same q for all its channels.

    Between pixels x is interpolated linearly; outside of the image it is as at the border. q is drawn anew
    for every image and update. Pixels should be scaled alike (`scaling: unit` or none): where each has a
    mean and deviation of its own, moving them mixes scales.
    """

    structural: ClassVar[frozenset[str]] = frozenset({"shape"})

    shape: Annotated[tuple[Side, Side, Side], Field(strict=False)] | None = Field(
        None, description="[H, W, C]: height, width and channels of an image; null: as the inputs have it"
    )

    def fitted(self, input_shape: tuple[int, ...]) -> Self:
        """With the shape of the images filled in."""
        size = int(np.prod(input_shape))
        if self.shape is not None:
            if int(np.prod(self.shape)) != size:
                H, W, C = self.shape
                raise ValueError(f"shape: {H} × {W} × {C} is {H * W * C} inputs, and there are {size}")
            return self
        if len(input_shape) != 3:
            raise ValueError(f"shape: is needed, as [H, W, C]; the {size} inputs do not tell it")
        return self.model_copy(update={"shape": input_shape})

    @abstractmethod
    def draws(self, H: int, W: int) -> int:
        """How many random numbers an image needs."""

    @abstractmethod
    def numbers(self) -> tuple[Scalar, ...]:
        """The hyper-parameters."""

    @abstractmethod
    def sources(self, r: Array, c: Array, u: Array, *numbers: float) -> tuple[Array, Array]:
        """Q for one image: rows and columns, (H, W) each, counted from the middle, as are r: (H, 1) and
        c: (1, W). u are its random numbers in [0, 1), `numbers` its hyper-parameters.
        """

    def apply(self, x: Array, y: Array, run: Run) -> tuple[Array, Array]:
        """x: (..., N, H·W·C)."""
        from scipy.ndimage import map_coordinates

        assert self.shape is not None, "fitted comes first"
        H, W, C = self.shape
        u = run.uniform("u", (*x.shape[:-1], self.draws(H, W)), "float64")
        moved = run.buffer("moved", x.shape, x.dtype)
        old, new = (a.reshape(-1, H, W, C) for a in (x, moved))
        r, c = np.arange(H)[:, None] - (H - 1) / 2, np.arange(W) - (W - 1) / 2
        own = zip(*(np.broadcast_to(n, x.shape[:-1]).flat for n in self.numbers()), strict=True)
        for image, target, drawn, numbers in zip(old, new, u.reshape(len(old), -1), own, strict=True):
            rows, columns = self.sources(r, c, drawn, *numbers)
            q = np.stack(np.broadcast_arrays(rows + (H - 1) / 2, columns + (W - 1) / 2))
            for channel in range(C):
                map_coordinates(
                    image[..., channel], q, target[..., channel], order=1, mode="nearest", prefilter=False
                )
        return moved, y
