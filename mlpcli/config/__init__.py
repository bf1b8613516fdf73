"""Specs as text: read, checked, changed, written and explained, for any model made of components.

    document = override(load_document("digits.yaml"), ["optimizer.learning_rate=1e-2"])
    experiment = validate(document, Experiment)     # or a SpecError that names every problem and its place
    text = dump(experiment)                         # every default filled in; reads back equal

| file | what it knows |
|---|---|
| scalars, lines, compose, syntax, reader, files | YAML: text to values with places |
| keys, document, overrides | dotted keys, and documents they change |
| shape, words, suggest | what may stand at a place, and how to say it |
| faults, messages, hints, validate | what is wrong, and how to say it |
| dump, schema | components as YAML, models as JSON Schema |
| differences | what two specs disagree on |
| lookup, explain | one key explained |
| experiment | the one model that specs are for |
"""

from __future__ import annotations

from mlpcli.config.document import Document
from mlpcli.config.dump import dump
from mlpcli.config.files import load_document
from mlpcli.config.overrides import override
from mlpcli.config.reader import read
from mlpcli.config.schema import json_schema
from mlpcli.config.validate import placed, validate

__all__ = [
    "Document",
    "dump",
    "json_schema",
    "load_document",
    "override",
    "placed",
    "read",
    "validate",
]
