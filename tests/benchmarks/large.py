"""How much memory a table takes: python -m tests.benchmarks.large --gigabytes 2.

Makes a table in a scratch folder (TMPDIR, else /var/tmp), trains a small network on it for one epoch with
`data.memory: bounded`, predicts all its rows, and prints the peak of memory of each command beside what
`mlp check` states. Exit code 1 if training took more than --bound megabytes.

With `--memory all` the coded rows are held in memory. What counts is then the peak beyond that of a training
on 1,500 of the rows, in sizes of the coded data; exit code 1 if it is more than --times.
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

MEGA = 1e6
COLUMNS = 40
BLOCK = 50_000
FEW = 1_500
"""Rows of a training whose memory is the program's own."""

SPEC = """\
data: {{source: {name}, target: y, memory: {memory}{drop}}}
architecture: {{hidden: [16]}}
training: {{epochs: 1, batch_size: 512}}
"""


def make(path: Path, size: int) -> int:
    """A table of about `size` bytes: a number of the row, 40 numbers, one category, two classes."""
    if path.suffix == ".parquet":
        import duckdb

        text = path.with_suffix(".csv")
        rows = make(text, size)
        duckdb.execute(f"COPY (FROM '{text}') TO '{path}'")
        return rows
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
    """Peak of memory in MB (of 10^6 bytes), seconds and output of a command in a process of its own."""
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
    return peak * 1024 / MEGA, time.perf_counter() - started, out


def few(table: Path) -> Path:
    """The first rows of a table in a file of the same kind, which loads the same modules."""
    small = table.with_stem("few")
    if table.suffix == ".npz":
        make(small, FEW * (4 * COLUMNS + 1))
        return small
    with table.with_suffix(".csv").open(encoding="utf-8") as file:
        lines = [next(file) for _ in range(FEW)]
    lines[1] = lines[1].replace("red", '"red"').replace("blue", '"blue"')  # for DuckDB
    text = small.with_suffix(".csv")
    text.write_text("".join(lines), encoding="utf-8")
    if table.suffix == ".parquet":
        import duckdb

        duckdb.execute(f"COPY (FROM '{text}') TO '{small}'")
    return small


def spec_of(table: Path, memory: str) -> str:
    """Writes a spec beside the table; its name."""
    drop = "" if table.suffix == ".npz" else ", columns: {id: drop}"
    spec = table.with_suffix(".yaml")
    spec.write_text(SPEC.format(name=table.name, memory=memory, drop=drop), encoding="utf-8")
    return spec.name


def main() -> int:
    """Measures, prints, judges."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--gigabytes", type=float, default=2.0, help="of the file; of Parquet as text")
    options.add_argument("--format", choices=("csv", "npz", "parquet"), default="csv")
    options.add_argument("--memory", choices=("bounded", "all"), default="bounded")
    options.add_argument("--bound", type=float, default=1000.0, help="megabytes")
    options.add_argument("--times", type=float, default=1.3, help="sizes of the coded data")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="mlp-large-", dir=scratch_folder()) as name:
        table = Path(name) / f"large.{asked.format}"
        rows = make(table, int(asked.gigabytes * 1e9))
        print(f"{table.stat().st_size / 1e9:.2f} GB, {rows:,} rows", flush=True)
        own = 0.0
        if asked.memory == "all":
            own, *_ = measured(table.parent, "train", spec_of(few(table), "all"), "--quiet")
            print(f"{FEW:,} rows  {own:6.0f} MB", flush=True)
        peak, seconds, out = measured(table.parent, "check", spec_of(table, asked.memory), "--json")
        found = json.loads(out)
        stated = found["peak_bytes"] / MEGA
        print(f"check    {peak:6.0f} MB  {seconds:6.1f} s  states {stated:.0f} MB for training", flush=True)
        trained, seconds, out = measured(table.parent, "train", "large.yaml", "--json", "--quiet")
        accuracy = json.loads(out)["test"]["accuracy"]
        print(f"train    {trained:6.0f} MB  {seconds:6.1f} s  test accuracy {accuracy:.3f}", flush=True)
        if asked.memory == "all":
            size = found["data_bytes"] / MEGA
            times = (trained - own) / size
            print(f"{times:.2f} times the {size:.0f} MB of coded data, beyond the program's own")
            return int(times > asked.times)
        words = ("predict", "runs/large", table.name, "-o", "p.parquet", "--quiet")
        peak, seconds, _ = measured(table.parent, *words)
        print(f"predict  {peak:6.0f} MB  {seconds:6.1f} s", flush=True)
    return int(trained > asked.bound)


if __name__ == "__main__":
    sys.exit(main())
