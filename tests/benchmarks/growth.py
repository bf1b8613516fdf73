"""How the cost of a row and the memory grow with the number of rows, and what a busy neighbour costs.

    python tests/benchmarks/growth.py [--most 7] [--neighbour]

Trains 20-64-2, batch 256, for one epoch on 10^3 to 10^MOST made-up rows (an NPZ file), each in a process of
its own, and prints a Markdown table. With --neighbour the shipped digits are trained alone and beside a
process that keeps one core busy.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from programs import ENVIRONMENT
from race import ROOT, console_script

FEATURES = 20


def made(path: Path, rows: int) -> None:
    """Rows whose class is the sign of a sum."""
    random = np.random.default_rng(0)
    x = random.standard_normal((rows, FEATURES), np.float32)
    np.savez(path, x=x, y=(x[:, :5].sum(axis=1) > 0).astype(np.int64))


SPEC = """
data: {source: rows.npz, target: y, split: {kind: random, validation: 0.1, test: 0.1}}
architecture: {hidden: [64]}
training: {epochs: 1, batch_size: 256}
metrics: [accuracy]
"""


def ran(folder: Path, *words: str) -> tuple[float, dict[str, float], int]:
    """Seconds, what the command said, and the largest memory of a child so far in bytes."""
    started = time.perf_counter()
    command = [console_script(), *words, "--json", "--quiet"]
    ended = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return seconds, json.loads(ended.stdout), peak


def growth(most: int) -> None:
    print("| rows | process s | training µs a row | peak MB |\n|--:|--:|--:|--:|")
    for power in range(3, most + 1):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            made(folder / "rows.npz", 10**power)
            (folder / "rows.yaml").write_text(SPEC, encoding="utf-8")
            seconds, said, peak = ran(folder, "train", "rows.yaml")
        each = said["seconds"] / (0.8 * 10**power) * 1e6
        print(f"| 10^{power} | {seconds:.2f} | {each:.2f} | {peak / 1e6:.0f} |", flush=True)


def busy() -> None:
    """Keeps a core busy."""
    while True:
        pass


def neighbour(repeats: int = 3) -> None:
    with tempfile.TemporaryDirectory() as name:
        command = ("train", str(ROOT / "configs" / "digits.yaml"))
        ran(Path(name), *command)
        alone = statistics.median(ran(Path(name), *command)[0] for _ in range(repeats))
        process = multiprocessing.Process(target=busy, daemon=True)
        process.start()
        beside = statistics.median(ran(Path(name), *command)[0] for _ in range(repeats))
        process.kill()
    print(f"digits: alone {alone:.2f} s, beside a busy neighbour {beside:.2f} s: {beside / alone:.2f} times")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=7, help="the largest power of ten (7)")
    parser.add_argument("--neighbour", action="store_true", help="measure a busy neighbour instead")
    given = parser.parse_args()
    neighbour() if given.neighbour else growth(given.most)
    return 0


if __name__ == "__main__":
    sys.exit(main())
