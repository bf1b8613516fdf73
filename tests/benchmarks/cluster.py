"""Throughput of a sweep on two workers of a Dask cluster of this machine, against two processes without it.

    python tests/benchmarks/cluster.py [--repeats 3]

A grid of 128 digits networks, whole processes, in turns. Needs the extra `cluster` and a quiet machine.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

SPEC = """\
data: {source: digits}
architecture: {hidden: [64]}
training: {epochs: 60, batch_size: 32}
"""
TRIALS = 128
PROMISED = 0.85


def started(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    """A Dask process that finds the others by a file."""
    command = [
        sys.executable,
        "-m",
        "dask",
        *words,
        "--no-dashboard",
        "--scheduler-file",
        str(folder / "s.json"),
    ]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def seconds(folder: Path, *words: str) -> float:
    """How long a sweep takes, from the start of the command to its end."""
    axis = "seed=" + ",".join(map(str, range(TRIALS)))
    command = [
        sys.executable,
        "-m",
        "mlpcli.cli.main",
        "sweep",
        "spec.yaml",
        "--axis",
        axis,
        "--force",
        "--json",
    ]
    begun = time.perf_counter()
    ended = subprocess.run([*command, "--quiet", *words], cwd=folder, check=True, capture_output=True)
    taken = time.perf_counter() - begun
    assert json.loads(ended.stdout)["trials"] == TRIALS
    return taken


def main() -> int:
    """Prints both medians and the ratio; 1 if it is less than promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    repeats = parser.parse_args().repeats
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "spec.yaml").write_text(SPEC, encoding="utf-8")
        processes = [started(folder, "scheduler", "--host", "127.0.0.1", "--port", "0")]
        processes += [started(folder, "worker", "--nthreads", "1", "--no-nanny") for _ in range(2)]
        try:
            while not (folder / "s.json").exists():
                time.sleep(0.1)
            address = json.loads((folder / "s.json").read_text())["address"]
            local, cluster = [], []
            for _ in range(repeats + 1):  # the first of each warms up
                local.append(seconds(folder, "--jobs", "2"))
                cluster.append(seconds(folder, "--cluster", address))
        finally:
            for process in processes:
                process.kill()
    here, there = (statistics.median(times[1:]) for times in (local, cluster))
    print(f"{TRIALS} trials: two processes {here:.2f} s, two Dask workers {there:.2f} s")
    print(f"throughput on the cluster: {here / there:.2f} of that without")
    return 0 if here / there >= PROMISED else 1


if __name__ == "__main__":
    sys.exit(main())
