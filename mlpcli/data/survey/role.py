"""What a column is, by its cells and, where they leave a doubt, by its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from mlpcli.data.survey.naming import names_code, names_identifier
from mlpcli.data.survey.profile import Profile
from mlpcli.data.survey.scales import steps

Kind: TypeAlias = Literal[
    "number",
    "code",
    "category",
    "ordered",
    "boolean",
    "date",
    "text",
    "identifier",
    "constant",
    "empty",
    "array",
]

MOST_CODES = 6
"""Codes that run from 1 without a gap: more steps than that are taken for amounts."""

MOST_NAMED_CODES = 50
"""Codes of a column whose name speaks of them."""

FEW_LEVELS = 20
"""Levels up to which text is a category, however few the rows are; so it is in training."""

NEARLY = 0.9
"""Share of cells that must differ for a column to tell rows apart."""

SENTENCE = 4
"""Words in a cell, on average, from which text is written by people, not chosen from a list."""

_TRUTH = ({"true", "false"}, {"yes", "no"}, {"t", "f"}, {"y", "n"}, {"on", "off"})


@dataclass(frozen=True)
class Role:
    """What a column is, and why; `steps` are the levels of an ordered category from low to high."""

    kind: Kind
    reason: str
    steps: tuple[str, ...] = ()


def role_of(profile: Profile) -> Role:
    """The role of a column.

    >>> role_of(Profile("class", 6, 0, 3, ((1, 3), (2, 2), (3, 1)), whole=True, low=1, high=3))
    Role(kind='code', reason='whole numbers 1 to 3: codes, not amounts', steps=())
    """
    if profile.shape:
        return Role("array", f"{' x '.join(map(str, profile.shape))} numbers a row")
    if not profile.present:
        return Role("empty", "empty in all rows")
    if profile.distinct == 1 and not profile.missing:
        return Role("constant", f"{profile.values[0][0]!r} in all rows")
    if profile.date:
        return Role("date", f"{profile.distinct:,} different dates")
    return _of_text(profile) if profile.text else _of_numbers(profile)


def _of_text(profile: Profile) -> Role:
    levels = [str(value) for value, _ in profile.values]
    if {level.lower() for level in levels} in _TRUTH:
        return Role("boolean", f"{shown(levels)}: a truth value")
    differs = profile.distinct >= NEARLY * profile.present and profile.distinct > FEW_LEVELS
    if differs and profile.words < 1.5:
        return Role("identifier", f"{_differing(profile)}: it tells rows apart and says nothing of new ones")
    often = profile.distinct > FEW_LEVELS and profile.distinct > profile.present / 2
    if often or (profile.words >= SENTENCE and profile.distinct > FEW_LEVELS):
        return Role("text", f"free text ({_differing(profile)}); derive columns from it to use it")
    order = steps(levels) if profile.distinct == len(levels) else None
    if order:
        return Role("ordered", f"{len(order)} steps from {order[0]} to {order[-1]}", tuple(order))
    return Role("category", f"{profile.distinct:,} {'level' if profile.distinct == 1 else 'levels'}")


def _of_numbers(profile: Profile) -> Role:
    if not profile.whole:
        return Role("number", f"{profile.low:g} to {profile.high:g}")
    span = f"whole numbers {profile.low:.10g} to {profile.high:.10g}"
    if profile.distinct == 2:
        levels = profile.levels
        return Role("boolean" if levels == [0, 1] else "code", f"{levels[0]} and {levels[1]} alone")
    if profile.rising and profile.rows > FEW_LEVELS:
        return Role("identifier", f"{span}, each one more than the last: it counts the rows")
    if (
        names_identifier(profile.name)
        and profile.distinct >= NEARLY * profile.present
        and profile.distinct > FEW_LEVELS
    ):
        return Role("identifier", f"{_differing(profile)}, and its name is that of an identifier")
    if profile.low == 1 and profile.high == profile.distinct <= MOST_CODES:
        return Role("code", f"{span}: codes, not amounts")
    if names_code(profile.name) and 2 < profile.distinct <= MOST_NAMED_CODES:
        return Role("code", f"{profile.distinct} whole numbers, and its name is that of a code")
    return Role("number", span)


def _differing(profile: Profile) -> str:
    return f"{profile.distinct:,} different in {profile.present:,} cells"


def shown(values: Sequence[Any], most: int = 3) -> str:
    """The first values of a list.

    >>> shown([1, 2, 3, 4])
    '1, 2, 3, ...'
    """
    return ", ".join(map(str, values[:most])) + (", ..." if len(values) > most else "")
