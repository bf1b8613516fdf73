"""Codings: how columns become numbers for a network and predictions become readable again.

Everything here is fitted on the training rows, stored in the checkpoint, and applied to any other rows.

| of | becomes | fitted |
|---|---|---|
| number | (value - shift) / scale, empty cells filled | fill, shift, scale |
| category | one-hot over the levels | levels |
| index | the number of the level | levels |
| array | (value - shift) / scale for each number of the array | shift, scale |
| target: two classes | 0 or 1 | classes |
| target: C classes | one-hot | classes |
| target: numbers | (value - mean) / deviation | mean, deviation |
"""

from __future__ import annotations

from mlpcli.data.coding.base import Finding, Outputs
from mlpcli.data.coding.coding import Coding

__all__ = ["Coding", "Finding", "Outputs"]
