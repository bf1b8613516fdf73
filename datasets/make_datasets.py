"""Writes the data sets of this folder, byte for byte the same every time (compressed ones: for one zlib).

    python datasets/make_datasets.py [FOLDER]

The measured ones are copies of those that scikit-learn carries, which is needed for them alone; the drawn
ones come from the formulas below. SOURCES.md says where each is from and what may be done with it.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

LARGE = 50_000
"""Files of more bytes than this are compressed."""


def moons() -> str:
    """Two half circles of radius 1, each reaching into the other, with noise of deviation 0.15."""
    angle = np.pi * np.arange(200) / 199
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    lower = np.column_stack([1 - np.cos(angle), 0.5 - np.sin(angle)])
    return _plane([upper, lower], noise=0.15, seed=1)


def circles() -> str:
    """A ring of radius 1 around one of radius 0.5, with noise of deviation 0.08."""
    angle = 2 * np.pi * np.arange(200) / 200
    ring = np.column_stack([np.cos(angle), np.sin(angle)])
    return _plane([ring, 0.5 * ring], noise=0.08, seed=2)


def spirals() -> str:
    """Two spirals r = φ/2π, φ from π/2 to 4π, one turned by 180°, with noise of deviation 0.03."""
    angle = np.pi * (0.5 + 3.5 * np.arange(300) / 299)
    arm = (angle / (2 * np.pi))[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return _plane([arm, -arm], noise=0.03, seed=3)


def xor() -> str:
    """The truth table of the exclusive or."""
    return _table(("x1", "x2", "class"), [[a, b, a ^ b] for a in (0, 1) for b in (0, 1)])


def sine() -> str:
    """y = sin x with noise of deviation 0.1, 300 values of x drawn evenly from [-2π, 2π]."""
    draw = np.random.RandomState(4)
    x = draw.uniform(-2 * np.pi, 2 * np.pi, 300)
    y = np.sin(x) + 0.1 * draw.standard_normal(300)
    return _table(("x", "y"), [[f"{a:.4f}", f"{b:.4f}"] for a, b in zip(x, y, strict=True)])


def _plane(classes: Sequence[Numbers], noise: float, seed: int) -> str:
    """Points (N, 2) of class 0, 1, ... with noise, shuffled.

    RandomState, because NumPy promises that its numbers stay as they are; four decimals, so that the last
    bits of a machine's sines do not show.
    """
    draw = np.random.RandomState(seed)
    points = np.concatenate(classes)
    points = points + noise * draw.standard_normal(points.shape)
    labels = np.repeat(np.arange(len(classes)), [len(c) for c in classes])
    order = draw.permutation(len(points))
    rows = [[f"{points[i, 0]:.4f}", f"{points[i, 1]:.4f}", labels[i]] for i in order]
    return _table(("x1", "x2", "class"), rows)


def iris() -> str:
    from sklearn.datasets import load_iris

    data = load_iris()
    names = ("sepal_length", "sepal_width", "petal_length", "petal_width", "species")
    return _measured(names, data.data, data.target_names[data.target])


def wine() -> str:
    from sklearn.datasets import load_wine

    data = load_wine()
    names = [name.replace("/", "_") for name in data.feature_names]
    return _measured((*names, "cultivar"), data.data, data.target + 1)  # 1, 2, 3 as at UCI


def breast_cancer() -> str:
    from sklearn.datasets import load_breast_cancer

    data = load_breast_cancer()
    names = [name.replace(" ", "_") for name in data.feature_names]
    return _measured((*names, "diagnosis"), data.data, data.target_names[data.target])


def diabetes() -> str:
    from sklearn.datasets import load_diabetes

    data = load_diabetes(scaled=False)
    names = ("age", "sex", "bmi", "bp", "tc", "ldl", "hdl", "tch", "ltg", "glu", "progression")
    return _measured(names, data.data, data.target.astype(int))


def digits() -> str:
    from sklearn.datasets import load_digits

    data = load_digits()
    names = [f"p{row}{column}" for row in range(8) for column in range(8)]
    return _measured((*names, "digit"), data.data, data.target)


def _measured(names: Sequence[str], inputs: Numbers, target: Sequence[object]) -> str:
    columns = [_written(column) for column in inputs.T]
    return _table(names, [list(row) for row in zip(*columns, target, strict=True)])


def _written(column: Numbers) -> list[str]:
    """Whole numbers without a decimal point if all are whole, else every digit that counts."""
    whole = (column == np.rint(column)).all()
    return [str(int(x)) if whole else repr(x) for x in column.tolist()]


def _table(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    return "".join(",".join(map(str, row)) + "\n" for row in [names, *rows])


DRAWN: tuple[Callable[[], str], ...] = (moons, spirals, circles, xor, sine)
MEASURED: tuple[Callable[[], str], ...] = (iris, wine, breast_cancer, diabetes, digits)


def write(make: Callable[[], str], folder: Path) -> Path:
    """Writes what `make` makes into <its name>.csv, or .csv.gz if that is large; returns the file."""
    content = make().encode()
    path = folder / f"{make.__name__}.csv"
    if len(content) > LARGE:
        path = path.with_suffix(".csv.gz")
        content = gzip.compress(content, 9, mtime=0)  # without the time, which would change every time
    path.write_bytes(content)
    return path


if __name__ == "__main__":
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for make in DRAWN + MEASURED:
        print(write(make, place))
