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


def gates() -> str:
    """The truth tables of three gates: not x1, x1 and x2, x1 or x2."""
    names = ("x1", "x2", "not_x1", "x1_and_x2", "x1_or_x2")
    return _table(names, [[a, b, 1 - a, a & b, a | b] for a in (0, 1) for b in (0, 1)])


def parity() -> str:
    """Whether an odd number of three bits are 1."""
    bits = [(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)]
    return _table(("x1", "x2", "x3", "odd"), [[*row, sum(row) % 2] for row in bits])


def separable() -> str:
    """Points of a square, those within 0.1 of the line x1 + 2 x2 = 0.3 left out; the class is the side."""
    draw = np.random.RandomState(5)
    points = draw.uniform(-1, 1, (200, 2))
    distance = (points @ [1.0, 2.0] - 0.3) / np.sqrt(5)
    rows = [
        [f"{x[0]:.4f}", f"{x[1]:.4f}", int(d > 0)]
        for x, d in zip(points, distance, strict=True)
        if abs(d) > 0.1
    ]
    return _table(("x1", "x2", "class"), rows[:120])


def parabola() -> str:
    """y = 2 x² - x with noise of deviation 0.3, 120 values of x drawn evenly from [-1, 1]."""
    draw = np.random.RandomState(6)
    x = draw.uniform(-1, 1, 120)
    y = 2 * x**2 - x + 0.3 * draw.standard_normal(120)
    return _table(("x", "y"), [[f"{a:.4f}", f"{b:.4f}"] for a, b in zip(x, y, strict=True)])


def wave() -> str:
    """y = sin 2πx + x/2 at 201 equal steps of [-1, 1], without noise."""
    x = np.linspace(-1, 1, 201)
    y = np.sin(2 * np.pi * x) + x / 2
    return _table(("x", "y"), [[f"{a:.2f}", f"{b:.4f}"] for a, b in zip(x, y, strict=True)])


def surface() -> str:
    """y = sin πx1 cos πx2 on a grid of 25 × 25 points of [-1, 1]², without noise."""
    steps = np.linspace(-1, 1, 25)
    rows = [
        [f"{a:.4f}", f"{b:.4f}", f"{np.sin(np.pi * a) * np.cos(np.pi * b):.4f}"] for a in steps for b in steps
    ]
    return _table(("x1", "x2", "y"), rows)


def flip_flop() -> str:
    """Eight steps, each +1 or -1 with probability 0.2 and else 0; whether the last that is not 0 is +1."""
    draw = np.random.RandomState(7)
    steps = draw.choice([-1, 0, 1], p=[0.2, 0.6, 0.2], size=(500, 8))
    rows = [[*s, int(s[s != 0][-1] > 0)] for s in steps if (s != 0).any()]
    return _table((*(f"s{t}" for t in range(1, 9)), "up"), rows[:400])


def two_tasks() -> str:
    """y1 = u + v and y2 = u - v with noise of deviation 0.3; u = sin 2a·x, v = tanh 3b·x, x normal in R⁶."""
    draw = np.random.RandomState(8)
    a, b = (w / np.sqrt(w @ w) for w in draw.standard_normal((2, 6)))
    x = draw.standard_normal((600, 6)).round(4)
    u, v = np.sin(2 * x @ a), np.tanh(3 * x @ b)
    y = np.column_stack([u + v, u - v]) + 0.3 * draw.standard_normal((600, 2))
    rows = [[f"{c:.4f}" for c in row] for row in np.column_stack([x, y[:, ::-1]])]
    return _table((*(f"x{i}" for i in range(1, 7)), "y2", "y1"), rows)


def mixture() -> str:
    """1,000 points of eight Gaussians around a circle, real; and 1,000 of one Gaussian, not real."""
    draw = np.random.RandomState(9)
    angle = draw.randint(0, 8, 1000) * np.pi / 4
    real = np.column_stack([np.cos(angle), np.sin(angle)]) + 0.1 * draw.standard_normal((1000, 2))
    other = np.sqrt(0.51) * draw.standard_normal((1000, 2))  # of the same mean and variance
    order = draw.permutation(2000)
    rows = [
        [f"{x[0]:.4f}", f"{x[1]:.4f}", int(i < 1000)] for i, x in enumerate(np.concatenate([real, other]))
    ]
    return _table(("x1", "x2", "real"), [rows[i] for i in order])


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


def digits_or_noise() -> str:
    """1,000 of the digits, real; and 300 rows whose every pixel is that of some other digit, not real."""
    from sklearn.datasets import load_digits

    draw = np.random.RandomState(10)
    real = load_digits().data[draw.permutation(1797)[:1000]]
    other = np.column_stack([column[draw.randint(0, 1000, 300)] for column in real.T])
    names = [f"p{row}{column}" for row in range(8) for column in range(8)]
    return _measured((*names, "real"), np.concatenate([real, other]), [1] * 1000 + [0] * 300)


def _measured(names: Sequence[str], inputs: Numbers, target: Sequence[object]) -> str:
    columns = [_written(column) for column in inputs.T]
    return _table(names, [list(row) for row in zip(*columns, target, strict=True)])


def _written(column: Numbers) -> list[str]:
    """Whole numbers without a decimal point if all are whole, else every digit that counts."""
    whole = (column == np.rint(column)).all()
    return [str(int(x)) if whole else repr(x) for x in column.tolist()]


def _table(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    return "".join(",".join(map(str, row)) + "\n" for row in [names, *rows])


DRAWN: tuple[Callable[[], str], ...] = (
    moons,
    spirals,
    circles,
    xor,
    sine,
    gates,
    parity,
    separable,
    parabola,
    wave,
    surface,
    flip_flop,
    two_tasks,
    mixture,
)
MEASURED: tuple[Callable[[], str], ...] = (iris, wine, breast_cancer, diabetes, digits, digits_or_noise)


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
