"""Windows that slide over an image: where they stand, and views of what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Annotated, Literal, TypeAlias

from numpy.lib.stride_tricks import as_strided
from pydantic import Field

from mlpcli.arrays import Array

Pixels: TypeAlias = Annotated[int, Field(ge=1, le=10_000)]
Amount: TypeAlias = Annotated[int, Field(ge=0, le=10_000)]
Size: TypeAlias = Pixels | Annotated[tuple[Pixels, Pixels], Field(strict=False)]
"""One number for both directions, or [height, width]."""

Padding: TypeAlias = Literal["valid", "same"] | Amount | Annotated[tuple[Amount, Amount], Field(strict=False)]


BLOCK = 1 << 18
"""Numbers that a layer on images works on at a time: about what stays in a core's cache."""


@dataclass(frozen=True)
class Windows:
    """The windows of a kernel on images (H, W, C): `out` are the numbers of their places down and across.

    Along an axis of length H, a kernel of k numbers that stand d apart spans d (k - 1) + 1 pixels; at stride
    s it has floor((before + H + after - span) / s) + 1 places. `before` and `after` count rows and columns of
    zeros around the image.

    >>> windows((28, 28, 1), 3, 1, 1, "same").out, windows((28, 28, 1), 5, 2, 1, "valid").out
    ((28, 28), (12, 12))
    """

    image: tuple[int, int, int]
    size: tuple[int, int]
    stride: tuple[int, int]
    dilation: tuple[int, int]
    before: tuple[int, int]
    after: tuple[int, int]

    @cached_property
    def padded(self) -> tuple[int, int, int]:
        """The image with its zeros around."""
        H, W, C = self.image
        return H + self.before[0] + self.after[0], W + self.before[1] + self.after[1], C

    @cached_property
    def out(self) -> tuple[int, int]:
        """(OH, OW), not positive where the kernel is larger than the padded image."""
        return self._places(0), self._places(1)

    def _places(self, axis: int) -> int:
        span = self.dilation[axis] * (self.size[axis] - 1) + 1
        return (self.padded[axis] - span) // self.stride[axis] + 1

    @property
    def pads(self) -> bool:
        """Whether there are zeros around the image."""
        return self.padded != self.image

    @property
    def overlap(self) -> bool:
        """Whether a pixel may stand in two windows."""
        return any(k > s for k, s in zip(self.size, self.stride, strict=True))

    @property
    def tile(self) -> bool:
        """Whether every pixel stands in exactly one window."""
        return not self.overlap and self.size == self.stride and self._covered == self.padded[:2]

    @property
    def _covered(self) -> tuple[int, int]:
        return self.out[0] * self.stride[0], self.out[1] * self.stride[1]

    def inside(self, padded: Array) -> Array:
        """The image in its zeros: (..., Hp, Wp, C) -> a view (..., H, W, C)."""
        (top, left), (H, W, _) = self.before, self.image
        return padded[..., top : top + H, left : left + W, :]

    def view(self, padded: Array) -> Array:
        """(..., Hp, Wp, C) -> (..., OH, OW, kh, kw, C), a view in which pixels stand many times."""
        *lead, down, across, channel = padded.strides
        (sh, sw), (dh, dw) = self.stride, self.dilation
        return as_strided(
            padded,
            (*padded.shape[:-3], *self.out, *self.size, padded.shape[-1]),
            (*lead, down * sh, across * sw, down * dh, across * dw, channel),
        )

    def taps(self, padded: Array) -> Iterator[tuple[tuple[int, int], Array]]:
        """For each place (i, j) in the kernel, in rows, the pixels under it: a view (..., OH, OW, C)."""
        (OH, OW), (sh, sw), (dh, dw) = self.out, self.stride, self.dilation
        for i in range(self.size[0]):
            for j in range(self.size[1]):
                rows = slice(i * dh, i * dh + (OH - 1) * sh + 1, sh)
                columns = slice(j * dw, j * dw + (OW - 1) * sw + 1, sw)
                yield (i, j), padded[..., rows, columns, :]


@lru_cache(maxsize=256)
def windows(image: tuple[int, ...], size: Size, stride: Size, dilation: Size, padding: Padding) -> Windows:
    """The windows that a layer's fields describe. Raises ValueError, a clause, if `image` is none.

    "same" has ceil(H / stride) places: as many zeros on both sides, an odd one behind (as in Keras, and for
    stride 1 in PyTorch). "valid" has no zeros.
    """
    if len(image) != 3:
        raise ValueError(f"takes images (H, W, C), found the shape {image}; put a reshape before it")
    H, W, C = image
    sizes, strides, dilations = _both(size), _both(stride), _both(dilation)
    if padding == "same":
        pads = [
            max((-(-n // s) - 1) * s + d * (k - 1) + 1 - n, 0)
            for n, k, s, d in zip((H, W), sizes, strides, dilations, strict=True)
        ]
        before = pads[0] // 2, pads[1] // 2
        after = pads[0] - before[0], pads[1] - before[1]
    else:
        before = after = (0, 0) if padding == "valid" else _both(padding)
    found = Windows((H, W, C), sizes, strides, dilations, before, after)
    if min(found.out) < 1:
        apart = "" if dilations == (1, 1) else f" {cross(dilation)} apart"
        raise ValueError(f"has windows of {cross(size)} pixels{apart}, too large for the shape {image}")
    return found


def cross(size: Size) -> str:
    """How a size is written: 3×3."""
    return "×".join(map(str, _both(size)))


def _both(size: Size | Amount) -> tuple[int, int]:
    return (size, size) if isinstance(size, int) else size


def blocks(N: int, numbers: int) -> list[slice]:
    """Samples 0 to N in blocks of equal length (the last may be shorter), of `numbers` a sample.

    >>> blocks(5, BLOCK // 3)
    [slice(0, 3, None), slice(3, 5, None)]
    """
    longest = max(BLOCK // numbers, 1)
    length = -(-N // -(-N // longest)) if N else 1
    return [slice(start, min(start + length, N)) for start in range(0, N, length)] or [slice(0, 0)]
