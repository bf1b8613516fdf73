"""Architecture: the layers of the network, and what they are made of.

| kind | y | output shape | parameters |
|---|---|---|---|
| dense | g(x W + b) | units | I·O + O |
| dropout | x ⊙ μ / (1 - p) in training, x in evaluation | the input's | 0 |
| conv2d | g(Σ x[window] W + b) at every place of the window | OH, OW, filters | kh·kw·C·F + F |
| max_pool | the largest number of each window | OH, OW, C | 0 |
| average_pool | the mean of each window | OH, OW, C | 0 |
| flatten | x | the product of the input's | 0 |
| reshape | x | shape | 0 |
| residual | x + f(x) | the input's | those of f |
"""

from __future__ import annotations

from mlpcli.architecture.average_pool import AveragePool
from mlpcli.architecture.base import Layer, Parameter, Shape
from mlpcli.architecture.conv2d import Conv2d
from mlpcli.architecture.dense import Dense
from mlpcli.architecture.dropout import Dropout
from mlpcli.architecture.flatten import Flatten
from mlpcli.architecture.inputs import seen_by
from mlpcli.architecture.max_pool import MaxPool
from mlpcli.architecture.network import Network
from mlpcli.architecture.reshape import Reshape
from mlpcli.architecture.residual import Residual
from mlpcli.architecture.spec import AnyLayer, Architecture, Output

__all__ = [
    "AnyLayer",
    "Architecture",
    "AveragePool",
    "Conv2d",
    "Dense",
    "Dropout",
    "Flatten",
    "Layer",
    "MaxPool",
    "Network",
    "Output",
    "Parameter",
    "Reshape",
    "Residual",
    "Shape",
    "seen_by",
]
