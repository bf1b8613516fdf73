"""Codings: how columns become numbers for a network and predictions become readable again.

Everything here is fitted on the training rows, stored in the checkpoint, and applied to any other rows.

| of | becomes | fitted |
|---|---|---|
| number | φ((warp(value) - shift) / scale), empty cells filled | fill, shift, scale; quantiles, edges |
| category | one-hot over the levels | levels |
| category, hashed | one-hot over buckets | whether cells are empty |
| ordered | the rank, or a step for each level | median level |
| boolean | 1 or 0 | share of true |
| date | days, and parts as points of a circle | median, mean, deviation |
| index | the number of the level | levels |
| array | (value - shift) / scale for each number of the array | shift, scale |
| target: two classes | 0 or 1 | classes |
| target: C classes | one-hot | classes |
| target: numbers | (value - mean) / deviation | mean, deviation |
"""

from __future__ import annotations

from mlpcli.data.coding.base import Finding, Outputs, cells_in_need
from mlpcli.data.coding.coding import Coding

__all__ = ["Coding", "Finding", "Outputs", "cells_in_need"]
