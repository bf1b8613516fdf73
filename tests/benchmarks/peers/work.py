"""What the peers have in common: the jobs, the rows they read and split, and the line they print.

Only NumPy and the standard library, and the same for every peer, so that none gains or loses by it.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Rows: TypeAlias = tuple[NDArray[np.float32], NDArray[np.int64]]
"""x of shape (N, I) and the classes of shape (N,)."""


@dataclass(frozen=True)
class Splits:
    """The rows of a job, standardized with the mean and standard deviation of the training rows."""

    training: Rows
    validation: Rows
    test: Rows


@dataclass(frozen=True)
class Work:
    """One training: ReLU in the hidden layers, softmax and cross-entropy, Adam, shuffled mini-batches.

    Before the hidden layers stand 3×3 convolutions with these `filters`, zeros around, each with ReLU and a
    2×2 max-pooling behind; the rows are then square images of one channel.
    """

    read: Callable[[Path, np.random.Generator], Splits]
    hidden: tuple[int, ...]
    batch_size: int
    epochs: int
    classes: int = 10
    learning_rate: float = 1e-3
    filters: tuple[int, ...] = ()


def digits(path: Path, random: np.random.Generator) -> Splits:
    """The shipped 8x8 digits, a gzipped CSV: 1,437 rows to train, 180 to validate, 180 to test."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        names = file.readline().rstrip().split(",")
        table = np.loadtxt(file, delimiter=",", dtype=np.float32)
    target = names.index("digit")
    x, y = np.delete(table, target, axis=1), table[:, target].astype(np.int64)
    validation, test, training = np.split(random.permutation(len(x)), [180, 360])
    return standardized((x[training], y[training]), (x[validation], y[validation]), (x[test], y[test]))


def iris(path: Path, random: np.random.Generator) -> Splits:
    """The shipped iris, a CSV with the species last: 106 rows to train, 22 to validate, 22 to test."""
    with path.open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    x = np.array([row[:-1] for row in rows], np.float32)
    y = np.unique([row[-1] for row in rows], return_inverse=True)[1]
    validation, test, training = np.split(random.permutation(len(x)), [22, 44])
    return standardized((x[training], y[training]), (x[validation], y[validation]), (x[test], y[test]))


def fashion(folder: Path, random: np.random.Generator) -> Splits:
    """Fashion-MNIST in its four files: 54,000 rows to train, 6,000 to validate, the 10,000 given to test."""
    x, y = idx(folder / "train-images-idx3-ubyte.gz"), idx(folder / "train-labels-idx1-ubyte.gz")
    test = idx(folder / "t10k-images-idx3-ubyte.gz"), idx(folder / "t10k-labels-idx1-ubyte.gz")
    validation, training = np.split(random.permutation(len(x)), [6_000])
    return standardized((x[training], y[training]), (x[validation], y[validation]), test)


def idx(path: Path) -> NDArray[np.uint8]:
    """The array of a gzipped idx file, images flattened to rows."""
    content = gzip.decompress(path.read_bytes())
    dimensions = content[3]
    rows = int.from_bytes(content[4:8], "big")
    numbers = np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions)
    return numbers if dimensions == 1 else numbers.reshape(rows, -1)


def standardized(*parts: tuple[NDArray[np.generic], NDArray[np.generic]]) -> Splits:
    """(x - mean) / deviation in float32; a column that never changes in the training rows becomes 0 there."""
    x = parts[0][0].astype(np.float32)
    mean, deviation = x.mean(axis=0), x.std(axis=0)
    deviation[deviation == 0] = 1
    return Splits(*((((x.astype(np.float32) - mean) / deviation), y.astype(np.int64)) for x, y in parts))


WORKS = {
    "digits": Work(digits, hidden=(64,), batch_size=32, epochs=100),
    "fashion": Work(fashion, hidden=(256, 128), batch_size=128, epochs=10),
    "fashion-conv": Work(fashion, hidden=(128, 64), batch_size=128, epochs=5, filters=(16, 32)),
    "digits-grid": Work(digits, hidden=(64,), batch_size=32, epochs=20),
    "iris": Work(iris, hidden=(16,), batch_size=32, epochs=100, classes=3, learning_rate=1e-2),
    "iris-grid": Work(iris, hidden=(16,), batch_size=32, epochs=50, classes=3),
}


def arguments(forms: tuple[str, ...] = ("plain",)) -> argparse.Namespace:
    """The command line of every peer: JOB DATA OUT [--form ...] [--threads N] [--seed N]; a grid's axes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("job", choices=sorted(WORKS))
    parser.add_argument("data", type=Path, help="the table, or the folder of the idx files")
    parser.add_argument("out", type=Path, help="where the weights go")
    parser.add_argument("--form", choices=forms, default=forms[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rates", type=float, nargs="+", help="learning rates of a grid")
    parser.add_argument("--strengths", type=float, nargs="+", help="λ of its penalties λ ‖W‖²")
    return parser.parse_args()


def say(test_accuracy: float, seconds: float, epochs: int) -> None:
    """The one line on stdout."""
    print(json.dumps({"test_accuracy": test_accuracy, "seconds_inside": seconds, "epochs": epochs}))


def say_best(validation_accuracy: float, seconds: float, trials: int, best: dict[str, float]) -> None:
    """The one line on stdout, of a grid."""
    said = {"validation_accuracy": validation_accuracy, "seconds_inside": seconds, "trials": trials}
    print(json.dumps(said | {"best": best}))
