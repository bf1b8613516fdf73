"""Real tables as they come, where they are at hand.

Rows and columns are those of their descriptions, missing cells those that `grep` counts.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mlpcli.data.frame import Frame
from mlpcli.data.source import Table, source_for


def missing(frame: Frame) -> int:
    """Missing cells, counted in Python."""
    return sum(cell is None or cell != cell for column in frame.columns.values() for cell in column.tolist())


@pytest.mark.parametrize(
    ("path", "rows", "columns", "gaps", "first"),
    [
        ("titanic/titanic.csv", 891, 15, 869, "survived"),
        ("penguins/penguins.csv", 344, 7, 19, "species"),
        ("mpg/mpg.csv", 398, 9, 6, "mpg"),
        ("california-housing/housing.csv", 20640, 10, 207, "longitude"),
        ("bank-marketing/bank-additional.csv", 4119, 21, 0, "age"),
        ("diamonds/diamonds.csv", 53940, 10, 0, "carat"),
        ("adult/adult-train.csv", 32561, 15, 4262, "column_1"),
        ("adult/adult-test.csv", 16281, 15, 2203, "column_1"),
        ("wine-quality/winequality-red.csv", 1599, 12, 0, "column_1"),
        ("wine-quality/winequality-white.csv", 4898, 12, 0, "column_1"),
        ("abalone/abalone.csv", 4177, 9, 0, "column_1"),
        ("german-credit/german.csv", 1000, 21, 0, "column_1"),
        ("mammography/mammography.csv", 11183, 7, 0, "column_1"),
        ("horse-colic/horse-colic.csv", 300, 28, 1605, "column_1"),
        ("sonar/sonar.csv", 208, 61, 0, "column_1"),
        ("ionosphere/ionosphere.csv", 351, 35, 0, "column_1"),
        ("uci-regression-splits/concrete/data/data.txt", 1030, 9, 0, "column_1"),
        ("uci-regression-splits/kin8nm/data/data.txt", 8192, 9, 0, "column_1"),
        ("uci-regression-splits/yacht/data/data.txt", 308, 7, 0, "column_1"),
    ],
)
def test_a_table_is_read_without_being_told_how(
    shared: Path, path: str, rows: int, columns: int, gaps: int, first: str
) -> None:
    frame = source_for(path).read(shared)
    assert (len(frame), len(frame.columns)) == (rows, columns)
    assert next(iter(frame.columns)) == first
    assert missing(frame) == gaps


def test_classes_keep_their_names(shared: Path) -> None:
    titanic = source_for("titanic/titanic.csv").read(shared)
    assert set(titanic.columns["adult_male"]) == {"True", "False"}
    assert set(titanic.columns["alive"]) == {"yes", "no"}
    names = tuple((shared / "adult" / "columns.txt").read_text().strip().split(","))
    adult = Table(path="adult/adult-test.csv", columns=names).read(shared)
    assert set(adult.columns["income"]) == {"<=50K.", ">50K."}
    mammography = source_for("mammography/mammography.csv").read(shared)
    assert np.unique(mammography.columns["column_7"]).tolist() == [-1, 1]


def test_fashion_mnist_is_balanced(shared: Path) -> None:
    """1,000 test images of each of ten classes: Xiao, Rasul, Vollgraf (2017), section 2."""
    frame = source_for("t10k-images-idx3-ubyte.gz").read(shared / "fashion-mnist")
    assert frame.columns["image"].shape == (10_000, 28, 28)
    assert np.bincount(frame.columns["label"]).tolist() == [1000] * 10
    assert frame.columns["image"].dtype == np.uint8
