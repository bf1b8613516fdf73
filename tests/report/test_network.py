"""Layers in a few words."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from mlpcli.architecture import AnyLayer
from mlpcli.report.network import described


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        ({"kind": "conv2d", "filters": 8, "activation": "relu"}, "3×3, stride 1, relu"),
        (
            {"kind": "conv2d", "filters": 8, "kernel": [5, 3], "stride": [2, 1], "padding": [2, 2]},
            "5×3, stride 2×1, padding 2",
        ),
        (
            {"kind": "conv2d", "filters": 8, "padding": "same", "dilation": 2, "trainable": False},
            "3×3, stride 1, same, dilation 2, kept",
        ),
        ({"kind": "dense", "units": 4, "activation": "tanh", "bias": False}, "tanh, no bias"),
        ({"kind": "max_pool"}, "2×2, stride 2"),
        ({"kind": "average_pool", "size": [7, 7]}, "7×7, stride 7"),
        ("flatten", ""),
        (
            {"kind": "residual", "layers": [{"kind": "dense", "units": 4, "activation": "tanh"}, "flatten"]},
            "x + dense (tanh) → flatten",
        ),
    ],
)  # fmt: skip
def test_described(layer: Any, words: str) -> None:
    assert described(TypeAdapter(AnyLayer).validate_python(layer)) == words
