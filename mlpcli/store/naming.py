"""What a run may be called: a name that is a folder on every system."""

from __future__ import annotations

import re

from mlpcli.errors import UsageError

LONGEST = 100
"""Characters. File systems stop at 255 bytes, Windows at 260 characters for a whole path."""

_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE)
_FORBIDDEN = '<>:"/\\|?*'


def checked_name(name: str) -> str:
    """The name itself, or UsageError saying what is wrong with it.

    >>> checked_name("digits-2")
    'digits-2'
    """
    problem = _problem(name)
    if problem:
        raise UsageError(f"a run cannot be called {name!r}: {problem}")
    return name


def _problem(name: str) -> str:
    """Empty if there is none."""
    forbidden = [c for c in name if c in _FORBIDDEN or not c.isprintable()]
    if not name:
        return "the name is empty"
    if forbidden:
        return f"a folder's name has no {forbidden[0]!r} on some systems"
    if name.startswith((".", " ", "-")) or name.endswith((".", " ")):
        return "names begin with no dot, space or hyphen and end with no dot or space"
    if _RESERVED.fullmatch(name):
        return "Windows keeps that name for a device"
    if len(name) > LONGEST or len(name.encode()) > 2 * LONGEST:
        return f"it has {len(name)} characters; expected at most {LONGEST} (half of that outside ASCII)"
    return ""
