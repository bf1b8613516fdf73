"""The codings by type, each imported when a column or a checkpoint asks for it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

FEATURES = {
    "number": "NumberCoding",
    "category": "CategoryCoding",
    "hashed": "HashedCoding",
    "ordered": "OrderedCoding",
    "boolean": "BooleanCoding",
    "date": "DateCoding",
    "index": "IndexCoding",
    "array": "ArrayCoding",
}
"""Of a column: the type, which is also the module's name, and the class."""

TARGETS = {
    "classes": ("classes", "ClassTarget"),
    "numbers": ("quantities", "NumberTarget"),
    "counts": ("counts", "CountTarget"),
    "distribution": ("shares", "ShareTarget"),
    "multilabel": ("labels", "LabelTarget"),
    "label_lists": ("label_lists", "LabelListTarget"),
    "multiple": ("several", "SeveralTarget"),
}
"""Of a target: the type, and where its class is."""


def feature_coding(type_: str) -> Any:
    """The class that codes such a column. Raises KeyError."""
    name = FEATURES[type_]
    return getattr(import_module(f"mlpcli.data.coding.{type_}"), name)


def target_coding(type_: str) -> Any:
    """The class that codes such a target. Raises KeyError."""
    module, name = TARGETS[type_]
    return getattr(import_module(f"mlpcli.data.coding.{module}"), name)
