"""A table larger than the memory it may take: python -m tests.benchmarks.large --gigabytes 2.

Makes a table in a scratch folder (TMPDIR, else /var/tmp), trains a small network on it for one epoch with
`data.memory: bounded`, predicts all its rows, and prints the peak of memory of each command beside what
`mlp check` states. Exit code 1 if training took more than --bound megabytes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from mlpcli.data.scratch import scratch_folder

COLUMNS = 40
BLOCK = 50_000

SPEC = """\
data: {{source: {name}, target: y, memory: bounded, columns: {{id: drop}}}}
architecture: {{hidden: [16]}}
training: {{epochs: 1, batch_size: 512}}
"""


def make(path: Path, size: int) -> int:
    """A table of about `size` bytes: a number of the row, 40 numbers, one category, two classes."""
    rng = np.random.default_rng(0)
    weights, rows = rng.normal(size=COLUMNS), 0
    if path.suffix == ".npz":
        n = size // (4 * COLUMNS + 1)
        x = np.lib.format.open_memmap(path.with_suffix(".x.npy"), "w+", np.float32, (n, COLUMNS))
        for start in range(0, n, BLOCK):
            x[start : start + BLOCK] = rng.normal(size=(min(BLOCK, n - start), COLUMNS))
        np.savez(path, x=x, y=(x @ weights > 0).astype(np.int8))
        path.with_suffix(".x.npy").unlink()
        return n
    x = rng.normal(size=(BLOCK, COLUMNS))
    y = x @ weights > 0
    lines = [
        ",".join([f"{v:.4f}" for v in row] + ["red" if row[0] > 0 else "blue", str(int(label))])
        for row, label in zip(x.tolist(), y.tolist(), strict=True)
    ]
    names = [f"x{i}" for i in range(COLUMNS)]
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(["id", *names, "colour", "y"]) + "\n")
        while file.tell() < size:
            file.write("".join(f"{rows + i},{line}\n" for i, line in enumerate(lines)))
            rows += BLOCK
    return rows


def measured(folder: Path, *words: str) -> tuple[float, float, str]:
    """Peak of memory in MB, seconds and output of a command in a process of its own."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "mlpcli.cli.main", *words]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        peak = 0
        while process.poll() is None:
            try:
                status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
                peak = max([peak, *(int(v.split()[1]) for v in status.splitlines() if v[:6] == "VmHWM:")])
            except OSError:
                pass
            time.sleep(0.02)
        out = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise SystemExit(f"{' '.join(words)} ended with {process.returncode}")
    return peak / 1024, time.perf_counter() - started, out


def main() -> int:
    """Measures, prints, judges."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--gigabytes", type=float, default=2.0)
    options.add_argument("--format", choices=("csv", "npz"), default="csv")
    options.add_argument("--bound", type=float, default=1000.0, help="megabytes")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="mlp-large-", dir=scratch_folder()) as name:
        folder = Path(name)
        table = folder / f"large.{asked.format}"
        rows = make(table, int(asked.gigabytes * 1e9))
        (folder / "large.yaml").write_text(SPEC.format(name=table.name), encoding="utf-8")
        if asked.format == "npz":
            (folder / "large.yaml").write_text(
                SPEC.format(name=table.name).replace(", columns: {id: drop}", ""), encoding="utf-8"
            )
        print(f"{table.stat().st_size / 1e9:.2f} GB, {rows:,} rows", flush=True)
        peak, seconds, out = measured(folder, "check", "large.yaml", "--json")
        stated = json.loads(out)["peak_bytes"] / 2**20
        print(f"check    {peak:6.0f} MB  {seconds:6.1f} s  states {stated:.0f} MB for training", flush=True)
        trained, seconds, out = measured(folder, "train", "large.yaml", "--json", "--quiet")
        accuracy = json.loads(out)["test"]["accuracy"]
        print(f"train    {trained:6.0f} MB  {seconds:6.1f} s  test accuracy {accuracy:.3f}", flush=True)
        peak, seconds, _ = measured(folder, "predict", "runs/large", table.name, "-o", "p.parquet", "--quiet")
        print(f"predict  {peak:6.0f} MB  {seconds:6.1f} s", flush=True)
    return int(trained > asked.bound)


if __name__ == "__main__":
    sys.exit(main())
