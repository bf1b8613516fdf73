"""A process that reads files of unknown origin: what it may take, and what comes back from it."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path

import numpy as np
import pytest

from mlpcli import confined
from mlpcli.confined.wire import Stretch, receive, send

pytestmark = pytest.mark.skipif(os.name == "nt", reason="limits need POSIX")

TASK = """
import os, signal, sys
import numpy as np
from mlpcli.confined import RefusedError
from mlpcli.confined.limits import allow

def confined(request, image):
    return globals()[request["do"]](image)

def answer(image):
    return {"text": "für", "number": 0.1, "array": np.arange(6).reshape(2, 3), "size": len(image),
            "texts": np.array([["a", None]], dtype=object), "truth": np.array(True), "path": sys.path[0]}

def refuse(image):
    raise RefusedError("is not what it seems")

def fail(image):
    raise KeyError("inner")

def hang(image):
    while True:
        pass

def swell(image):
    return {"x": float(np.empty(1 << 29, dtype=np.uint8).size)}

def swell_as_allowed(image):
    allow(1 << 29)
    return {"x": float(np.empty(1 << 29, dtype=np.uint8).size)}

def crash(image):
    os.kill(os.getpid(), signal.SIGSEGV)

def babble(image):
    os.write(1, b"99999999\\n[")
    os._exit(0)

def plug_ins(image):
    return {"path": os.environ["HDF5_PLUGIN_PRELOAD"]}
"""


@pytest.fixture(autouse=True)
def _task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a_task.py").write_text(TASK, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)


def done(what: str, image: bytes = b"") -> dict[str, confined.Value]:
    return confined.read("a_task", {"do": what}, image, size=len(image))


def test_answers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    Path("numpy.py").write_text("raise SystemExit(3)")  # modules of the working folder are not looked at
    found = done("answer", b"x" * 3_000_000)
    assert found["text"] == "für"
    assert found["number"] == 0.1
    assert found["size"] == 3_000_000
    assert np.array_equal(found["array"], np.arange(6).reshape(2, 3))
    assert isinstance(found["texts"], np.ndarray)
    assert found["texts"].tolist() == [["a", None]]
    assert isinstance(found["truth"], np.ndarray)
    assert found["truth"].dtype == np.bool_
    assert "here" not in str(found["path"])


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("refuse", "^is not what it seems$"),
        ("fail", "is damaged: HDF5 cannot read it.*inner"),
        ("hang", "is damaged: reading it takes longer than 0.75 seconds"),
        ("swell", "does not fit into memory"),
        ("crash", "is damaged: reading it does not come to an end"),
        ("babble", "is damaged: nothing that makes sense"),
    ],
)
def test_refuses(what: str, message: str) -> None:
    started = time.perf_counter()
    with pytest.raises(confined.RefusedError, match=message):
        done(what)
    assert time.perf_counter() - started < 20


def test_more_memory_where_it_is_needed() -> None:
    assert done("swell_as_allowed") == {"x": 2.0**29}


def test_no_plug_ins() -> None:
    assert done("plug_ins") == {"path": "::"}


def test_larger_files_get_more_time() -> None:
    with pytest.raises(confined.RefusedError, match=r"longer than 1\.2 seconds"):
        confined.read("a_task", {"do": "hang"}, size=int(0.45 * confined.BYTES_A_SECOND))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"x\n",
        b"2\n",
        b"2\n{}",
        b"4\nnull",
        b'9\n[["a",[]]]',
        b'16\n[["a","<f8",[2]]]',
        b'17\n[["a","<f8",[-1]]]',
        b'15\n[["a","O",[1]]]12345678',
        b'16\n[["a","|b1",[1]]]\x02',
        b'27\n[["a","texts",[1],["b",3]]]',
        b'27\n[["a","texts",[9],["b","c"]]]',
        b"999999999\n" + b"[" * 50_000,
    ],
)
@pytest.mark.parametrize("leave", [False, True])
def test_what_makes_no_sense_is_no_answer(answer: bytes, leave: bool, tmp_path: Path) -> None:
    path = tmp_path / "answer"
    path.write_bytes(answer)
    with path.open("rb") as stream:
        assert str(receive(stream, leave=leave)).startswith("is damaged: nothing that makes sense")


def test_numbers_that_stay_in_the_stream(tmp_path: Path) -> None:
    with (tmp_path / "answer").open("w+b") as stream:
        send(stream, {"a": np.arange(3.0), "b": np.array([True, False]), "c": "text", "d": np.arange(2)})
        stream.seek(0)
        found = receive(stream, leave=True)
        assert isinstance(found, dict)
        assert found["c"] == "text"
        for name, values in (("a", [0, 1, 2]), ("b", [1, 0]), ("d", [0, 1])):
            left = found[name]
            assert isinstance(left, Stretch)
            stream.seek(left.start)
            assert (
                np.frombuffer(stream.read(len(values) * left.dtype.itemsize), left.dtype).tolist() == values
            )


def test_a_reason_is_one_line() -> None:
    stream = io.BytesIO()
    send(stream, "one\nand two")
    stream.seek(0)
    assert receive(stream) == "one and two"
