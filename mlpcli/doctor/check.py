"""One line of the examination."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """What was looked at, whether it is as it should be, what was found, and what to do about it.

    What is not `needed` may be missing without harm.
    """

    name: str
    ok: bool
    found: str
    advice: str = ""
    needed: bool = True


def gigabytes(size: float) -> str:
    """A size in bytes.

    >>> gigabytes(16.2e9), gigabytes(2.5e8)
    ('16 GB', '0.25 GB')
    """
    return f"{size / 1e9:.2g} GB" if size < 9.95e9 else f"{size / 1e9:.0f} GB"
