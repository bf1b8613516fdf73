"""The convolutional layer."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.activation import Activation, AnyActivation
from mlpcli.architecture.base import Layer, Parameter, Shape
from mlpcli.architecture.windows import Padding, Size, Windows, blocks, windows
from mlpcli.arrays import Array, Backward, Params
from mlpcli.initialization import AnyInitialization, Initialization
from mlpcli.initialization.zeros import Zeros
from mlpcli.run import Run


class Conv2d(Layer):
    """y[h, w] = g(Σ_ij x[h s + i d, w s + j d] W[i, j] + b): the same small dense layer at every place.

    x: (H, W, C) is seen through windows of kernel × kernel pixels, `stride` s apart, whose pixels stand
    `dilation` d apart; y: (OH, OW, filters). W is kept as the matrix (kh kw C, F), its rows in the order
    (i, j, channel). As in all libraries the kernel is not mirrored (it is a cross-correlation). Channels
    stand last, as in Keras; PyTorch has them first. fan_in = kh kw C, fan_out = kh kw F.

    The windows become rows of a matrix (N OH OW, kh kw C), so that z = rows · W is one product, and
    dW = rowsᵀ dz; dx adds dz W[i, j]ᵀ to the pixels under (i, j), for each (i, j). All this goes through
    the cache in blocks of samples.

    *Source:* Lepetit (a complete feedforward network: h₁ = g(f * x)); LeCun et al. 1998; Chellapilla et al.
    2006 (windows as rows).

    >>> from mlpcli.activation import Identity
    >>> layer = Conv2d(filters=1, kernel=2, activation=Identity())
    >>> params = {"W": np.array([[1.0], [0.0], [0.0], [2.0]]), "b": np.array([0.5])}
    >>> x = np.arange(9.0).reshape(1, 9)  # rows 0 1 2, 3 4 5, 6 7 8
    >>> y, backward = layer.forward(params, x, Run(shape=(3, 3, 1)))
    >>> y.tolist()  # 0 + 2·4 + ½, 1 + 2·5 + ½, ...
    [[8.5, 11.5, 17.5, 20.5]]
    >>> grads = {"W": np.zeros((4, 1)), "b": np.zeros(1)}
    >>> backward(np.array([[1.0, 0.0, 0.0, 0.0]]), grads).tolist()
    [[1.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0]]
    >>> grads["W"].ravel().tolist(), grads["b"].tolist()
    ([0.0, 1.0, 3.0, 4.0], [1.0])
    """

    structural: ClassVar[frozenset[str]] = frozenset({"filters", "kernel", "stride", "padding", "dilation"})
    apart: ClassVar[frozenset[str]] = frozenset({"initialization", "bias_initialization"})
    takes: ClassVar[int | None] = 3

    kind: Literal["conv2d"] = "conv2d"
    filters: int = Field(gt=0, le=100_000, description="number of filters F, the channels of y")
    kernel: Size = Field(3, description="pixels of a window: one number, or [height, width]")
    stride: Size = Field(1, description="pixels from window to window: one number, or [down, across]")
    padding: Padding = Field(
        "valid",
        description="zeros around the image: valid: none; same: as many as give ceil(H / stride) places; or "
        "their number on each side; or [above and below, left and right]",
    )
    dilation: Size = Field(1, description="pixels from one to the next inside a window; 1: no gaps")
    activation: AnyActivation | None = Field(None, description="g; null: the spec's `activation`")
    bias: bool = Field(True, description="whether the layer has a bias b, one number a filter")
    initialization: AnyInitialization | None = Field(
        None, description="how W starts; null: the spec's `initialization`"
    )
    bias_initialization: AnyInitialization = Field(Zeros(), description="how b starts")

    def windows(self, input_shape: Shape) -> Windows:
        """The windows on images of this shape."""
        return windows(input_shape, self.kernel, self.stride, self.dilation, self.padding)

    def output_shape(self, input_shape: Shape) -> Shape:
        """(H, W, C) -> (OH, OW, F)."""
        return (*self.windows(input_shape).out, self.filters)

    def parameters(self, input_shape: Shape) -> tuple[Parameter, ...]:
        """W: (kh kw C, Z), b: (Z) unless switched off, then those of g; Z is F for most g."""
        assert self.activation is not None, "resolve comes first"
        assert self.initialization is not None, "resolve comes first"
        found, F = self.windows(input_shape), self.filters
        Z = self.activation.pre_activations(F)
        pixels = found.size[0] * found.size[1]
        K, fan_out = pixels * found.image[2], pixels * F
        W = Parameter("W", (K, Z), "weights", self.initialization, K, fan_out)
        b = Parameter("b", (Z,), "biases", self.bias_initialization, K, fan_out)
        return (W, *(b,) * self.bias, *self.activation.parameters(F))

    def products(self, input_shape: Shape) -> int:
        """Every window takes its product with W."""
        return math.prod(self.windows(input_shape).out[:2]) * super().products(input_shape)

    def resolve(self, activation: Activation, initialization: Initialization) -> Conv2d:
        """With the spec's activation and initialization where the layer names none."""
        return self.model_copy(
            update={
                "activation": self.activation or activation,
                "initialization": self.initialization or initialization,
            }
        )

    def forward(self, params: Params, x: Array, run: Run) -> tuple[Array, Backward]:
        """x: (..., N, H·W·C) -> y: (..., N, OH·OW·F)."""
        assert self.activation is not None, "resolve comes first"
        W, found, N = params["W"], self.windows(run.shape), x.shape[-2]
        lead, (K, F), P = W.shape[:-2], W.shape[-2:], found.out[0] * found.out[1]
        images = x.reshape(*x.shape[:-1], *found.image)
        portions = blocks(N, P * K)
        z = run.buffer("z", (*lead, N * P, F), W.dtype)
        rows = _Rows(found, images, portions, run)
        if self.bias:  # laid out as a sample: additions in long stretches
            b = run.buffer("b", (*lead, 1, P, F), W.dtype)
            b[...] = params["b"][..., None, None, :]
        for block in portions:
            here = z[..., block.start * P : block.stop * P, :]
            np.matmul(rows.of(block), W, out=here)
            if self.bias:
                samples = here.reshape(*lead, -1, P * F)
                samples += b.reshape(*lead, 1, P * F)
        y, activation_backward = self.activation.forward(params, z, run)

        def backward(dy: Array, grads: Params) -> Array:
            dz = activation_backward(dy.reshape(*z.shape[:-1], -1), grads)
            if self.bias:
                by_place = run.buffer("db", (*lead, P * F), W.dtype)
                np.add.reduce(dz.reshape(*lead, N, P * F), axis=-2, out=by_place)
                np.add.reduce(by_place.reshape(*lead, P, F), axis=-2, out=grads["b"])
            dW = grads["W"]
            part = run.buffer("dW", dW.shape, W.dtype)
            dx = run.buffer("dx", (*lead, N, *found.image), W.dtype) if run.needs_dx else None
            taps = run.buffer("taps", (*lead, *found.size, F, found.image[2]), W.dtype)
            taps[...] = W.reshape(*lead, *found.size, -1, F).swapaxes(
                -1, -2
            )  # products like it in this order
            rows.begin()
            for block in portions:
                here = dz[..., block.start * P : block.stop * P, :]
                np.matmul(rows.of(block).swapaxes(-1, -2), here, out=part if block.start else dW)
                if block.start:
                    dW += part
                if dx is not None:
                    _spread(found, taps, here, dx[..., block, :, :, :], run)
            return dz.reshape(*lead, N, P * F) if dx is None else dx.reshape(*lead, N, -1)

        return y.reshape(*lead, N, -1), backward


class _Rows:
    """The windows of a batch as the rows of a matrix, one block of samples after the other."""

    def __init__(self, found: Windows, images: Array, portions: list[slice], run: Run):
        self.found, self.images = found, images
        lead, B, C = images.shape[:-4], portions[0].stop, found.image[2]
        self.padded = run.buffer("padded", (*lead, B, *found.padded), images.dtype) if found.pads else None
        (OH, OW), (kh, kw) = found.out, found.size
        # NumPy copies in long runs fast: along the windows' rows of kw·C numbers, or along OW places.
        self.by_place = kw * C >= OW
        shape = (B, OH, OW, kh, kw, C) if self.by_place else (kh, kw, C, B, OH, OW)
        memory = run.buffer("rows", (*lead, *shape), images.dtype)
        k = len(lead)
        order = (*range(k), k + 3, k + 4, k + 5, k, k + 1, k + 2)
        self.rows = memory if self.by_place else memory.transpose(order)
        self.begin()

    def begin(self) -> None:
        """Before the first block: the border, which blocks leave alone, is made of zeros."""
        if self.padded is not None:
            self.padded.fill(0)

    def of(self, block: slice) -> Array:
        """(..., samples · OH · OW, kh · kw · C), valid until the next call."""
        here = self.images[..., block, :, :, :]
        n, lead = block.stop - block.start, self.images.shape[:-4]
        if self.padded is not None:
            padded = self.padded[..., :n, :, :, :]
            self.found.inside(padded)[...] = here
            here = padded
        rows = self.rows[..., :n, :, :, :, :, :]
        rows[...] = self.found.view(here)
        (OH, OW, kh, kw, C) = rows.shape[-5:]
        return rows.reshape(*lead, n * OH * OW, kh * kw * C, copy=False)


def _spread(found: Windows, taps: Array, dz: Array, dx: Array, run: Run) -> None:
    """What every window says of its pixels, added up.

    taps: (..., kh, kw, F, C), the W[i, j]ᵀ; dz: (..., n · OH · OW, F); dx: (..., n, H, W, C).
    """
    lead, n, C = dx.shape[:-4], dx.shape[-4], found.image[2]
    padded = run.buffer("dpadded", (*lead, n, *found.padded), dx.dtype) if found.pads else dx
    padded.fill(0)
    part = run.buffer("tap", (*lead, dz.shape[-2], C), dx.dtype)
    for (i, j), pixels in found.taps(padded):
        np.matmul(dz, taps[..., i, j, :, :], out=part)
        pixels += part.reshape(pixels.shape)
    if found.pads:
        dx[...] = found.inside(padded)
