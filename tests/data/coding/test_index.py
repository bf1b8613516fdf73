"""Categories as numbers of levels: the places of one-hot coding, counted from 1, and 0 for what is new."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlpcli.data.coding.category import CategoryCoding
from mlpcli.data.coding.index import IndexCoding
from mlpcli.data.columns import Category, Index

Build = Callable[..., Any]


def codes(coding: IndexCoding, f: Any) -> tuple[list[float], list[str]]:
    x = np.full((len(f), 1), np.nan, "float32")
    findings = coding.write(f, np.arange(len(f)), x)
    return x[:, 0].tolist(), [str(finding) for finding in findings]


def fitted(f: Any, **spec: Any) -> IndexCoding:
    return IndexCoding.fit(f, "a", Index(**spec), np.arange(len(f)))


def test_levels_count_from_one_in_rising_order(frame: Build) -> None:
    f = frame(a=["b", "a", "c", "a"])
    coding = fitted(f)
    assert codes(coding, f) == ([2, 1, 3, 1], [])
    assert (coding.names, coding.width, coding.vocabulary) == (("a",), 1, 3)
    x, findings = codes(coding, frame(a=["c", "d", None]))
    assert x == [3, 0, 0]
    assert len(findings) == 2
    assert coding.decode(np.array([[3.0], [0.0], [1.2], [9.0]]))["a"].tolist() == ["c", None, "a", "c"]


def test_empty_and_rare_levels_have_codes_if_training_has_them(frame: Build) -> None:
    f = frame(a=["b", "a", None, "a", "b", "c", "d"])
    coding = fitted(f, max_levels=4)
    assert codes(coding, f)[0] == [2, 1, 3, 1, 2, 4, 4]  # a, b, (empty), (other)
    assert codes(coding, frame(a=["e", None]))[0] == [4, 3]


@pytest.mark.parametrize("cells", [["b", "a", None, "a", "c"], [3, 1, 1, 2, 7], [0.5, np.nan, 2.5, 0.5, 1.0]])
def test_the_code_is_the_input_that_one_hot_coding_sets(cells: Any, frame: Build) -> None:
    f = frame(a=cells)
    one_hot = CategoryCoding.fit(f, "a", Category(max_levels=3), np.arange(len(f)))
    x = np.zeros((len(f), one_hot.width))
    one_hot.write(f, np.arange(len(f)), x)
    assert codes(fitted(f, max_levels=3), f)[0] == (x.argmax(axis=1) + 1).tolist()


def test_it_is_stored_as_text(frame: Build) -> None:
    f = frame(a=["b", None, "ä", "b", "c"])
    coding = fitted(f, max_levels=3)
    entry = json.loads(json.dumps(coding.dump()))
    again = IndexCoding.load(entry, {"shift": coding.shift, "scale": coding.scale})
    assert codes(again, f) == codes(coding, f)
    assert again.dump() == coding.dump()
    assert again.vocabulary == coding.vocabulary == 3
