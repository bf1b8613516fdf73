"""A cross-validation that was read: the checkpoints of its folds, to be used as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mlpcli.cross_validation.common import common_target
from mlpcli.data.coding import Coding
from mlpcli.data.coding.features import Features
from mlpcli.errors import CheckpointError
from mlpcli.experiment import Experiment
from mlpcli.store.checkpoint import FILE_NAME
from mlpcli.store.folds import fold_folder, is_cross_validation, read_folds
from mlpcli.store.kept import PREVIOUS
from mlpcli.store.trained import Trained, open_checkpoint


@dataclass(frozen=True, eq=False)
class CrossValidated:
    """The folds' checkpoints in order, and what folds.json says of them.

    It stands where a `Trained` does for whoever predicts with it; `coding` is the common one.
    """

    path: Path
    folds: tuple[Trained, ...]
    facts: Mapping[str, Any]
    coding: Coding

    @property
    def experiment(self) -> Experiment:
        """That of the first fold; those of the others differ in the split alone."""
        return self.folds[0].experiment

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What whoever uses its numbers has to know."""
        return tuple(note for fold in self.folds for note in fold.notes)

    @cached_property
    def warning(self) -> str:
        """What must not be overlooked: damaged files, folds that have diverged or not ended."""
        reasons = [fold.checkpoint.state.get("reason") for fold in self.folds]
        told = [fold.warning for fold in self.folds if fold.warning]
        for reason, what in ((None, "not ended"), ("diverged", "diverged")):
            numbers = [str(number) for number, own in enumerate(reasons, start=1) if own == reason]
            if numbers:
                which = f"fold {', '.join(numbers)} of {len(reasons)}"
                told.append(f"{which} has {what}; the best weights until then are used")
        return "; ".join(told)


def open_run(path: Path) -> Trained | CrossValidated:
    """The checkpoint in a file or a run's folder, or the folds in that of a cross-validation.

    Raises CheckpointError.
    """
    try:
        several = is_cross_validation(path)
    except (OSError, ValueError):  # reading it will say why
        several = False
    return open_folds(path) if several else open_checkpoint(path)


def open_folds(folder: Path) -> CrossValidated:
    """All folds. Raises CheckpointError where one is missing, damaged, or not of this cross-validation."""
    facts = read_folds(folder)
    count = facts["folds"]
    if count < 2:
        raise CheckpointError(f"{folder / 'folds.json'} is damaged: it has {count} folds")
    folds = []
    for number in range(count):
        own = fold_folder(folder, number)
        if not any((own / name).exists() for name in (FILE_NAME, PREVIOUS)):
            raise CheckpointError(
                f"{folder} is not complete: fold {number + 1} of {count} has no checkpoint; mlp train with "
                f"--folds {count} --resume trains it, and the folds that there are can be used alone, as "
                f"{fold_folder(folder, 0)}"
            )
        folds.append(_checked(open_checkpoint(own), number, count))
    if len({fold.checkpoint.data.fingerprint for fold in folds}) > 1:
        raise CheckpointError(f"{folder}: its folds do not belong together: they are of different data")
    return CrossValidated(folder, tuple(folds), facts, _common_coding(folder, folds))


def _checked(fold: Trained, number: int, count: int) -> Trained:
    split = fold.experiment.data.split
    found = getattr(split, "folds", None), getattr(split, "fold", None)
    if found != (count, number):
        raise CheckpointError(f"{fold.path} is another run than fold {number + 1} of {count}")
    return fold


def _common_coding(folder: Path, folds: list[Trained]) -> Coding:
    """All columns that a fold needs, and the common target."""
    targets = [fold.coding.target for fold in folds]
    try:
        known = [target for target in targets if target is not None]
        if len(known) < len(targets):
            raise ValueError("an autoencoder's target is its input, which each of them codes in its own way")
        target = common_target(known)
    except (ValueError, TypeError) as error:
        raise CheckpointError(
            f"{folder}: its folds have no prediction in common ({error}); name one of them, such as "
            f"{fold_folder(folder, 0)}"
        ) from None
    codings = {coding.name: coding for fold in folds for coding in fold.coding.features.codings}
    return Coding(Features(tuple(codings.values())), target)
