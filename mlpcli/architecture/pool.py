"""What the pooling layers share: their windows."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from mlpcli.architecture.base import Layer, Shape
from mlpcli.architecture.windows import Size, Windows, windows


class Pool(Layer):
    """One number of each window and channel. Windows that would leave the image are left out."""

    structural: ClassVar[frozenset[str]] = frozenset({"size", "stride"})
    takes: ClassVar[int | None] = 3

    size: Size = Field(2, description="pixels of a window: one number, or [height, width]")
    stride: Size | None = Field(None, description="pixels from window to window; null: the size")

    def windows(self, input_shape: Shape) -> Windows:
        """The windows on images of this shape."""
        return windows(input_shape, self.size, self.stride or self.size, 1, "valid")

    def output_shape(self, input_shape: Shape) -> Shape:
        """(H, W, C) -> (OH, OW, C)."""
        return (*self.windows(input_shape).out, input_shape[-1])
