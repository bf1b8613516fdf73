"""Runs `mlp` on many damaged files, one after another, in a process that may die of one of them.

A line of JSON for each case on stdout: what the command ended with, and how long it took. A line with the
number of the case goes before it, so that whoever reads this knows of which one the process died.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import resource
import shutil
import signal
import sys
import traceback
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import typer
from damage import KINDS
from data_files import SHARES, damaged

from mlpcli.cli import main as program

program.app = typer.main.get_command(program.app)
"""Made once, not for every case."""

HANGS = 20
"""Seconds of a case after which it cannot be the machine that is slow."""


def told(stream: io.TextIOWrapper) -> str:
    """What was written to a stream, which has a buffer below it as the real ones have."""
    stream.flush()
    stream.seek(0)
    return stream.read()


def ended(words: Sequence[str]) -> dict[str, Any]:
    """Exit code, what was said where, and the seconds of work of `mlp` with these words."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    sys.argv = ["mlp", *words]
    signal.setitimer(signal.ITIMER_REAL, HANGS)
    started = sum(os.times()[:4])
    code: Any = None
    with redirect_stdout(out), redirect_stderr(err):
        try:
            program.main()
        except SystemExit as end:
            code = end.code or 0
        except BaseException:
            traceback.print_exc()
    signal.setitimer(signal.ITIMER_REAL, 0)
    seconds = sum(os.times()[:4]) - started
    return {
        "code": code,
        "out": told(out),
        "err": told(err),
        "seconds": seconds,
        "megabytes": most_memory(),
    }


def most_memory() -> int:
    """Megabytes that this process, or one that it started, has ever had at a time.

    getrusage is not asked about this process: its answer counts that of the one that started it.
    """
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(int(found[1]) if found else 0, children) // 1024


def cases(kind: str, original: Path, target: Path, first: int, count: int, words: Sequence[str]) -> None:
    """Damages the original in the ways of a kind, puts it in place of the target, and runs `mlp`."""
    data = original.read_bytes()
    for number in range(first, first + count):
        print(json.dumps({"number": number}), flush=True)
        dice, changed = random.Random(f"{kind} {number}"), data
        while changed == data:  # zeros in the place of zeros
            changed = dice.choice(KINDS[kind])(data, dice)
        target.write_bytes(changed)
        print(json.dumps({"number": number, **ended(words)}), flush=True)


def data(folder: Path, first: int, count: int) -> None:
    """Damages one of the data files in the folder, kind after kind, and has its spec checked."""
    for number in range(first, first + count):
        dice = random.Random(number)
        kind = dice.choices(list(SHARES), list(SHARES.values()))[0]
        print(json.dumps({"number": number, "kind": kind}), flush=True)
        whole = (folder / f"whole.{kind}").read_bytes()
        (folder / f"data.{kind}").write_bytes(damaged(kind, whole, dice))
        print(json.dumps({"number": number, "kind": kind, **ended(["check", f"{kind}.yaml"])}), flush=True)


def each(folder: Path, target: Path, words: Sequence[str]) -> None:
    """Puts each file of a folder in place of the target, and runs `mlp`."""
    for path in sorted(folder.iterdir()):
        print(json.dumps({"number": path.name}), flush=True)
        shutil.copy(path, target)
        print(json.dumps({"number": path.name, **ended(words)}), flush=True)


if __name__ == "__main__":
    kind, original, target, first, count, *words = sys.argv[1:]
    if kind == "data":
        data(Path(original), int(first), int(count))
    elif kind == "each":
        each(Path(original), Path(target), words)
    else:
        cases(kind, Path(original), Path(target), int(first), int(count), words)
