"""Words that are steps of a scale, from the lowest to the highest.

Months and weekdays are not among them: after the last comes the first again.
"""

from __future__ import annotations

from collections.abc import Iterable

SCALES: tuple[tuple[str, ...], ...] = tuple(
    tuple(scale.split("|"))
    for scale in (
        "none|very low|low|medium|high|very high",
        "none|very low|low|moderate|high|very high",
        "none|mild|moderate|severe",
        "tiny|small|medium|large|huge",
        "xxs|xs|s|m|l|xl|xxl|xxxl",
        "very bad|bad|ok|good|very good",
        "very poor|poor|fair|average|good|very good|excellent",
        "fair|good|very good|premium|ideal",
        "never|rarely|sometimes|often|always",
        "never|rarely|sometimes|usually|always",
        "strongly disagree|disagree|neutral|agree|strongly agree",
        "first|second|third|fourth|fifth",
        "1st|2nd|3rd|4th|5th",
        "bronze|silver|gold|platinum",
        "basic|standard|premium",
        "i3|i2|i1|si2|si1|vs2|vs1|vvs2|vvs1|if|fl",  # clarity of diamonds
        "d|e|f|g|h|i|j|k",  # their colours
        "aaa|aa|a|bbb|bb|b|ccc|cc|c|d",  # ratings of credit
    )
)


def steps(levels: Iterable[str]) -> list[str] | None:
    """The levels in the order of the scale that has them all; None without one, or for less than 3 levels.

    >>> steps(["Good", "Ideal", "Fair"]), steps(["red", "green", "blue"])
    (['Fair', 'Good', 'Ideal'], None)
    """
    spelled = {level.strip().lower().replace("-", " ").replace("_", " "): level for level in levels}
    if len(spelled) < 3:
        return None
    for scale in SCALES:
        if spelled.keys() <= set(scale):
            return [spelled[word] for word in scale if word in spelled]
    return None
