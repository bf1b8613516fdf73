"""What splits by shares have in common: how much goes to each part, and the folds of cross-validation."""

from __future__ import annotations

from pydantic import Field, model_validator

from mlpcli.data.split.base import Split, leaves_training


class Fractions(Split):
    """Shares of the rows for validation and test; the rest is learned from.

    With `folds: k` the rows that are not for test are dealt into k parts of equal size (to within one row);
    part number `fold` is watched and the others are learned from, whatever `validation` says. The k runs
    with fold 0, …, k - 1 are a cross-validation: each row but the test rows is watched in exactly one.

    Which rows are test rows does not depend on `validation`, nor on the folds.

    *Source:* Lepetit (training, validation and test set); Laurent (cross-validation).
    """

    validation: float = Field(0.15, ge=0, lt=1, description="share of the rows that is watched in training")
    test: float = Field(0.15, ge=0, lt=1, description="share of the rows that is kept for the end")
    folds: int | None = Field(
        None, ge=2, description="k, parts of a cross-validation, instead of `validation`; null: none"
    )
    fold: int = Field(0, ge=0, description="the part that is watched, from 0 to k - 1")

    @model_validator(mode="after")
    def _leaves_training(self) -> Fractions:
        leaves_training(self.watched, self.test)
        if self.fold >= (self.folds or 1):
            last = f"expected 0 to {self.folds - 1}" if self.folds else "it needs 'folds', their number"
            raise ValueError(f"fold is {self.fold}; {last}")
        return self

    @property
    def watched(self) -> float:
        """The share of the rows that validation takes where there are no folds; 0 where there are."""
        return 0.0 if self.folds else self.validation
