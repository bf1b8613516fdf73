"""Reads a file of unknown origin in a process of its own, which may crash, hang or swell without harm.

HDF5 is a large library in C: a file with flipped bits can make it crash or loop for ever, and one made on
purpose might do worse. So no byte that this tool cannot vouch for is given to it in the process that holds
the user's work. The other process has bounds for memory and time, and what comes back are plain numbers and
texts; code is named by the caller, never by the file.

Windows has no bound for memory here; the one for time holds everywhere.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from mlpcli.confined.wire import Stretch, Value, receive

SECONDS = 0.75
"""Of work on a small file, from when the libraries are there; an ordinary one takes 5 milliseconds.

Work, as a machine that has other things to do is no fault of the file.
"""

BYTES_A_SECOND = 20e6
"""Larger files get so much longer, and so do larger arrays in them: gzip unpacks five times as much."""

_PATIENCE = 40
"""How many times longer, and so many seconds more, whoever waits for it waits at most, should it sleep."""


def seconds_for(size: int) -> float:
    """Of work on a file of so many bytes, or on arrays of so many."""
    return SECONDS + size / BYTES_A_SECOND


class RefusedError(Exception):
    """The file is not to be read; the message is a clause whose subject is the file."""


def read(task: str, request: Mapping[str, Any], image: bytes = b"", *, size: int) -> dict[str, Value]:
    """What the function `confined` of the module `task` reads, by name; `size` is that of the file in bytes.

    It is called with the request, which JSON can say, and with the image. Raises RefusedError, in its own
    words if it did; OSError if there can be no process or no temporary file.
    """
    with tempfile.TemporaryFile() as result:
        values = read_into(result, task, request, image, size=size, leave=False)
    return {name: value for name, value in values.items() if not isinstance(value, Stretch)}


def read_into(
    result: IO[bytes],
    task: str,
    request: Mapping[str, Any],
    image: bytes = b"",
    *,
    size: int,
    leave: bool = True,
    folder: Path | None = None,
) -> dict[str, Value | Stretch]:
    """The same by way of an empty file; arrays of numbers are left there, and are `Stretch`es of it.

    Temporary files of the other process are in `folder`.
    """
    seconds = seconds_for(size)
    command = [sys.executable, "-P", "-m", "mlpcli.confined.child", task, str(seconds)]
    environment = _environment() | ({} if folder is None else {"TMPDIR": str(folder)})
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=result, stderr=subprocess.DEVNULL, env=environment
    )
    try:
        _give(process, request, image, seconds)
    finally:
        process.kill()
        process.wait()
    if process.returncode:
        raise RefusedError(_ended(process.returncode, seconds))
    result.seek(0)
    values = receive(result, leave=leave)
    if isinstance(values, str):
        raise RefusedError(values)
    return values


def _give(process: subprocess.Popen[bytes], request: Mapping[str, Any], image: bytes, seconds: float) -> None:
    from json import dumps

    head = dumps(dict(request)).encode()
    try:
        process.communicate(b"%d\n%b%b" % (len(head), head, image), timeout=_PATIENCE * (1 + seconds))
    except subprocess.TimeoutExpired:
        raise RefusedError(_too_long(seconds)) from None


def _environment() -> dict[str, str]:
    """One thread, no plug-ins of HDF5 (a file can ask for them), and the modules that this process sees."""
    path = os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path if entry)
    return {
        **os.environ,
        "PYTHONPATH": path,
        "HDF5_PLUGIN_PRELOAD": "::",
        **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    }


def _ended(code: int, seconds: float) -> str:
    if code == -getattr(signal, "SIGPROF", 0):
        return _too_long(seconds)
    return "is damaged: reading it does not come to an end as it should"


def _too_long(seconds: float) -> str:
    return f"is damaged: reading it takes longer than {seconds:.2g} seconds"
