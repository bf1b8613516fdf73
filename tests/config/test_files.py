"""Files that are no specs are refused in one line; files that are, are read whatever system wrote them."""

from __future__ import annotations

import io
import sys
import types

import pytest

from mlpcli.config import load_document
from mlpcli.errors import SpecError


def test_a_file_is_read_with_its_name(tmp_path):
    path = tmp_path / "digits.yaml"
    path.write_bytes("\ufeffname: größe\r\n".encode())
    document = load_document(path)
    assert (document.value, document.file) == ({"name": "größe"}, str(path))


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=io.BytesIO(b"a: 1\na: 2")))
    document = load_document("-")
    assert document.problems[0].file == "<stdin>"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89HDF\r\n\x1a\n\0\0\0", "an HDF5 file; expected text in YAML"),
        (b"mlp\0" + b"\0" * 508 + b"\x89HDF\r\n\x1a\n\0", "an HDF5 file"),
        (b"PK\x03\x04\0\0", "a binary file"),
        ("a: ü".encode("utf-16"), "UTF-16"),
        (b"a: 1\nb: \xe4\n", ":2:4: byte 0xe4 is not UTF-8"),
        (b"", "nothing in it"),
        (b"a" * 6_000_000, "more than 1,048,576 characters"),
    ],
)
def test_what_is_no_text_is_named(tmp_path, content, words):
    path = tmp_path / "spec.yaml"
    path.write_bytes(content)
    with pytest.raises(SpecError) as caught:
        load_document(path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_file_that_is_not_there(tmp_path):
    (tmp_path / "digits.yaml").write_text("a: 1", encoding="utf-8")
    with pytest.raises(SpecError, match=r"no such file; did you mean '.*digits\.yaml'"):
        load_document(tmp_path / "digit.yaml")
    with pytest.raises(SpecError, match="nor is there a folder"):
        load_document(tmp_path / "nowhere" / "digit.yaml")


def test_a_folder(tmp_path):
    (tmp_path / "digits.yaml").write_text("a: 1", encoding="utf-8")
    with pytest.raises(SpecError, match=r"a folder; expected a YAML file, such as .*digits\.yaml"):
        load_document(tmp_path)


def test_a_name_that_no_file_can_have():
    with pytest.raises(SpecError, match=r"cannot be read|no such file"):
        load_document("a\0b.yaml")
    with pytest.raises(SpecError, match=r"cannot be read|no such file"):
        load_document("a" * 5000)
