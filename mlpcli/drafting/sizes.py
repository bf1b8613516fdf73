"""Network, steps and stopping for so many rows: rules of thumb, tried by tests/benchmarks/tables.py."""

from __future__ import annotations

from collections.abc import Iterator

from mlpcli.data.survey import Target
from mlpcli.drafting.text import Entry


def sized(rows: int, inputs: int, target: Target) -> Iterator[Entry]:
    """Everything but `data`; rows are those that are learned from."""
    hidden = hidden_layers(rows)
    widths = " and ".join(map(str, hidden))
    yield Entry(
        "architecture",
        {"hidden": hidden},
        f"{widths} units for {inputs:,} inputs and {rows:,} rows to learn from: more rows carry more units",
    )
    yield Entry("activation", "relu", "cheap, and does not saturate")
    yield Entry("initialization", "glorot_uniform", "one or two layers want smaller weights than he_normal's")
    yield _loss(target)
    rate, batch = (3e-3, 32) if rows < 1000 else (2e-3, 64) if rows < 20_000 else (2e-3, 256)
    batch = max(1, min(batch, 2 ** max(0, (rows // 16).bit_length() - 1)))
    yield Entry(
        "optimizer", {"kind": "adam", "learning_rate": rate}, "works untuned; try 3 times more and less"
    )
    strength = 1e-2 if rows < 500 else 1e-3 if rows < 5000 else 1e-4
    strength = strength if target.classes else strength / 10  # a number tells more of a row than a class
    yield Entry(
        "regularization",
        [{"kind": "l2", "strength": strength}],
        "holds weights small: the more, the fewer rows",
    )
    patience, epochs = (90, 600) if rows < 2000 else (60, 300) if rows < 20_000 else (24, 120)
    yield Entry(
        "early_stopping", {"patience": patience}, "epochs without a better validation loss; the best is kept"
    )
    yield Entry(
        "training",
        {"epochs": epochs, "batch_size": batch},
        f"at most; {max(1, rows // batch):,} updates an epoch",
    )
    yield _metrics(target)


def hidden_layers(rows: int) -> list[int]:
    """Widths of the hidden layers.

    >>> hidden_layers(100), hidden_layers(30_000)
    ([16], [64, 32])
    """
    for most, hidden in ((300, [16]), (2000, [32]), (10_000, [64]), (100_000, [64, 32])):
        if rows < most:
            return hidden
    return [128, 64]


def _loss(target: Target) -> Entry:
    if target.task == "regression":
        return Entry(
            "loss", "mse", "numbers: their mean is predicted; mae for the median, huber between them"
        )
    if target.classes == 2:
        return Entry("loss", "binary_cross_entropy", "two classes: the probability of the second")
    return Entry("loss", "cross_entropy", f"{target.classes} classes: a probability each")


def _metrics(target: Target) -> Entry:
    if target.task == "regression":
        return Entry(
            "metrics", ["rmse", "mae", "r2"], "in the target's own units; r2 is 0 for a constant guess"
        )
    rows = target.rarest + target.commonest
    if target.imbalanced:
        return Entry(
            "metrics",
            ["roc_auc", "f1", "balanced_accuracy", "accuracy"],
            f"the rarer class has {100 * target.rarest / rows:.1f} % of the rows: always guessing the other "
            f"is right in {100 * target.commonest / rows:.1f} %, so accuracy says little",
        )
    if target.classes == 2:
        return Entry("metrics", ["accuracy", "f1", "roc_auc"], "what two classes are judged by")
    return Entry(
        "metrics", ["accuracy", "balanced_accuracy", "f1"], "the last two count all classes the same"
    )
