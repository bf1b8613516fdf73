"""What kind of prediction the column to predict asks for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from mlpcli.data.survey.profile import Profile
from mlpcli.data.survey.role import FEW_LEVELS, shown
from mlpcli.data.task import MOST_CLASSES
from mlpcli.errors import DataError

GRADES = 5
"""Steps from which whole numbers whose middle ones are frequent are taken for grades, not for names."""

RARE_END = 0.25
"""The ends of a scale of grades are rarer than this share of its most frequent step."""

RARE = 0.2
"""Share of the rarer of two classes below which the share of right answers says little."""

MOST_ORDERS = 1000
"""Times that the largest number may be the smallest for the logarithm: it makes much of what is near 0."""

SKEWED = 1.0
"""Mean less median in deviations, times 3 (Pearson's second coefficient): beyond, numbers are skewed."""


@dataclass(frozen=True)
class Target:
    """`rarest` and `commonest` are the rows of the smallest and the largest class, 0 for numbers.

    `skewed` numbers are 0 or more, few of them far larger than the rest; `positive` ones are well above 0.
    """

    name: str
    task: Literal["classification", "regression"]
    reason: str
    classes: int = 0
    rarest: int = 0
    commonest: int = 0
    skewed: bool = False
    positive: bool = False

    @property
    def imbalanced(self) -> bool:
        """Whether one of two classes is rare."""
        return self.classes == 2 and self.rarest < RARE * (self.rarest + self.commonest)


def target_of(profile: Profile, origin: str) -> Target:
    """Raises DataError for a column that cannot be predicted: empty cells, one value, or free text.

    >>> target_of(Profile("y", 9, 0, 3, ((1, 4), (2, 3), (3, 2)), whole=True, low=1, high=3), "").reason
    'whole numbers 1, 2, 3: 3 classes of 4 to 2 rows'
    """
    name = profile.name
    if profile.missing:
        raise DataError(
            f"{origin}: the target {name!r} is empty in {profile.missing:,} of {profile.rows:,} rows; fill "
            "these cells or remove the rows"
        )
    if profile.shape:
        return Target(name, "regression", f"{' x '.join(map(str, profile.shape))} numbers a row")
    if profile.distinct < 2:
        raise DataError(
            f"{origin}: the target {name!r} is {profile.values[0][0]!r} in all rows; nothing is learned"
        )
    if profile.text:
        if profile.distinct > max(FEW_LEVELS, profile.rows / 5):
            raise DataError(
                f"{origin}: the target {name!r} is text with {profile.distinct:,} different values in "
                f"{profile.rows:,} rows; expected classes that repeat, or numbers"
            )
        return _classes(profile, "text")
    if not profile.whole:
        return _numbers(profile, f"numbers from {profile.low:g} to {profile.high:g}")
    if profile.distinct > MOST_CLASSES:
        return _numbers(profile, f"{profile.distinct:,} different whole numbers: an amount")
    if _are_grades(profile):
        span = f"whole numbers {profile.low:g} to {profile.high:g}, the middle ones frequent"
        return _numbers(profile, f"{span}: grades; for classes write classification")
    return _classes(profile, "whole numbers")


def _classes(profile: Profile, what: str) -> Target:
    counts = [count for _, count in profile.values]
    rarest = min(counts) if profile.distinct == len(counts) else 1
    reason = (
        f"{what} {shown(profile.levels)}: {profile.distinct} classes of {max(counts):,} to {rarest:,} rows"
    )
    return Target(profile.name, "classification", reason, profile.distinct, rarest, max(counts))


def _numbers(profile: Profile, reason: str) -> Target:
    """Amounts from 0 up of which few are large are skewed."""
    _, median, _ = profile.quartiles
    lean = 3 * (profile.mean - median) / profile.deviation if profile.deviation > 0 else 0.0
    skewed = profile.low >= 0 and lean > SKEWED
    positive = profile.low * MOST_ORDERS >= profile.high
    return Target(profile.name, "regression", reason, skewed=skewed, positive=positive)


def _are_grades(profile: Profile) -> bool:
    """Steps of 1 without a gap, frequencies that rise to one top and fall, rare at both ends."""
    counts = [count for _, count in sorted(profile.values)]
    if len(counts) < GRADES or profile.high - profile.low + 1 != len(counts):
        return False
    top = counts.index(max(counts))
    rises = all(a <= b for a, b in pairwise(counts[: top + 1]))
    falls = all(a >= b for a, b in pairwise(counts[top:]))
    return rises and falls and max(counts[0], counts[-1]) < RARE_END * max(counts)
