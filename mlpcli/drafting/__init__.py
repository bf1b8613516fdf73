"""Drafts: a commented spec for a table that nobody has described yet.

| file | what it knows |
|---|---|
| draft | the whole way from a file to the entries of a spec |
| source | the file, its columns and its name in the spec |
| columns | how each column is written, by its role |
| sizes | network, optimizer, stopping and epochs for so many rows and inputs |
| companion | the test file that lies beside a training file |
| text | entries as YAML with a reason beside each |
| template | the shipped specs, copied so that they work elsewhere |
"""

from __future__ import annotations

from mlpcli.drafting.draft import Draft, drafted
from mlpcli.drafting.template import template, templates

__all__ = ["Draft", "drafted", "template", "templates"]
