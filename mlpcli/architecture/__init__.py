"""Architecture: the layers of the network, and what they are made of.

| kind | y | output shape | parameters |
|---|---|---|---|
| dense | g(x W + b) | units | I·O + O |
| dropout | x ⊙ μ / (1 - p) in training, x in evaluation | the input's | 0 |
| batch_norm | γ (x - μ) / √(σ² + ε) + β, μ and σ² of each feature over the batch | the input's | 4·C |
| layer_norm | γ (x - μ) / √(σ² + ε) + β, μ and σ² of each sample over its features | the input's | 2·C |
| embedding | the numbers, then for each code k its vector W_k | I - n + ΣD | Σ V·D |
| elman | h_T or h_1..h_T of h_t = g(x_t W + h_{t-1} U + b) | units, or (T, units) | F·H + H² + H |
"""

from __future__ import annotations

from mlpcli.architecture.base import Layer, Parameter, Shape
from mlpcli.architecture.batch_norm import BatchNorm
from mlpcli.architecture.dense import Dense
from mlpcli.architecture.dropout import Dropout
from mlpcli.architecture.elman import Elman
from mlpcli.architecture.embedding import Embedding
from mlpcli.architecture.layer_norm import LayerNorm
from mlpcli.architecture.network import Network
from mlpcli.architecture.spec import AnyLayer, Architecture, Output

__all__ = [
    "AnyLayer",
    "Architecture",
    "BatchNorm",
    "Dense",
    "Dropout",
    "Elman",
    "Embedding",
    "Layer",
    "LayerNorm",
    "Network",
    "Output",
    "Parameter",
    "Shape",
]
