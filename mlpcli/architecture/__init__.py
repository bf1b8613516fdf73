"""Architecture: the layers of the network, and what they are made of.

| kind | y | output shape | parameters |
|---|---|---|---|
| dense | g(x W + b) | units | I·O + O |
| dropout | x ⊙ μ / (1 - p) in training, x in evaluation | the input's | 0 |
"""

from __future__ import annotations

from mlpcli.architecture.base import Layer, Parameter, Shape
from mlpcli.architecture.dense import Dense
from mlpcli.architecture.dropout import Dropout
from mlpcli.architecture.network import Network
from mlpcli.architecture.spec import AnyLayer, Architecture, Output

__all__ = ["AnyLayer", "Architecture", "Dense", "Dropout", "Layer", "Network", "Output", "Parameter", "Shape"]
