"""Architecture: the layers of the network, and what they are made of.

| kind | y | output shape | parameters |
|---|---|---|---|
| dense | g(x W + b) | units | I·O + O |
| dropout | x ⊙ μ / (1 - p) in training, x in evaluation | the input's | 0 |
| batch_norm | γ (x - μ) / √(σ² + ε) + β, μ and σ² of each feature over the batch | the input's | 4·C |
| layer_norm | γ (x - μ) / √(σ² + ε) + β, μ and σ² of each sample over its features | the input's | 2·C |
| embedding | the numbers, then for each code k its vector W_k | I - n + ΣD | Σ V·D |
| elman | h_T or h_1..h_T of h_t = g(x_t W + h_{t-1} U + b) | units, or (T, units) | F·H + H² + H |
| conv2d | g(Σ x[window] W + b) at every place of the window | OH, OW, filters | kh·kw·C·F + F |
| max_pool | the largest number of each window | OH, OW, C | 0 |
| average_pool | the mean of each window | OH, OW, C | 0 |
| flatten | x | the product of the input's | 0 |
| reshape | x | shape | 0 |
| polynomial | (x, x², ..., x^d) | d·I | 0 |
| residual | x + f(x) | the input's | those of f |
"""

from __future__ import annotations

from mlpcli.architecture.base import Layer, Parameter, Shape
from mlpcli.architecture.inputs import seen_by
from mlpcli.architecture.layers import KINDS, AnyLayer
from mlpcli.architecture.network import Network
from mlpcli.architecture.spec import Architecture, Output

__getattr__ = KINDS.attribute

__all__ = [
    "AnyLayer",
    "Architecture",
    "Layer",
    "Network",
    "Output",
    "Parameter",
    "Shape",
    "seen_by",
]
