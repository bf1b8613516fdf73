"""Dotted keys: what `join` writes, `split` reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpcli.config.keys import join, split


@given(st.lists(st.text(min_size=0, max_size=8), min_size=1, max_size=4))
def test_split_undoes_join(names):
    assert [part.text for part in split(join(names))] == names


def test_a_number_in_quotes_is_a_name_and_without_an_index():
    assert [(p.text, p.quoted) for p in split("columns.'0'.0=3")] == [
        ("columns", False), ("0", True), ("0", False)
    ]  # fmt: skip
    assert join(("columns", "0", 0)) == "columns.'0'.0"


def test_parts_know_where_they_stand():
    text = "a.'b.c'.d=x.y"
    assert [text[p.start : p.end] for p in split(text)] == ["a", "'b.c'", "d"]


@pytest.mark.parametrize("text", ["", ".", "a.", ".a", "a..b", "=1", "a.'b", "a.=1"])
def test_a_missing_name_is_refused(text):
    with pytest.raises(ValueError, match="expected a name"):
        split(text)
