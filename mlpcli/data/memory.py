"""How much memory there is, and how much this process has taken; None where the system does not tell."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Memory = Literal["auto", "all", "bounded"]

SHARE = 0.5
"""Of the memory that is free, how much the coded data may take; more stays on disk."""

_LIMITS = (
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
    ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes"),
)


def available() -> int | None:
    """Bytes that this process can still take, whether the machine or its container sets the bound."""
    free = _entry("/proc/meminfo", "MemAvailable")
    if free is None and hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        free = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for limit, used in _LIMITS:
        bound, taken = _number(limit), _number(used)
        if bound is not None and taken is not None:
            free = max(bound - taken, 0) if free is None else min(free, max(bound - taken, 0))
    bound = _address_space()
    return bound if free is None else free if bound is None else min(free, bound)


def peak() -> int | None:
    """The most bytes of memory that this process ever had."""
    high = _entry("/proc/self/status", "VmHWM")
    if high is not None:
        return high
    try:
        import resource
        import sys
    except ImportError:
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def resident() -> int | None:
    """The bytes of memory that this process has now."""
    return _entry("/proc/self/status", "VmRSS")


@dataclass(frozen=True)
class Taken:
    """Bytes that this process had at most, and has."""

    peak: int
    resident: int


def taken() -> Taken | None:
    """What this process has taken."""
    had, has = peak(), resident()
    return None if had is None or has is None else Taken(had, has)


def resolved(memory: Memory, size: int) -> tuple[Literal["all", "bounded"], str]:
    """Whether coded data of `size` bytes are held in memory, and a note if they are not."""
    if memory != "auto":
        note = f"{_said(size)} of coded data stay on disk (data.memory: bounded)"
        return memory, note if memory == "bounded" else ""
    free = available()
    if free is None or size <= SHARE * free:
        return "all", ""
    return "bounded", (
        f"{_said(size)} of coded data are more than half of the memory that is free ({_said(free)}): they "
        "stay on disk, and rows are shuffled block by block (data.memory: bounded; all keeps them in memory)"
    )


def _said(size: int) -> str:
    """A number of bytes for people.

    >>> _said(2_500_000_000), _said(3_000_000)
    ('2.5 GB', '3.0 MB')
    """
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"


def _address_space() -> int | None:
    """What a limit on the address space (ulimit -v) leaves."""
    try:
        import resource
    except ImportError:
        return None
    bound, _ = resource.getrlimit(resource.RLIMIT_AS)
    taken = _entry("/proc/self/status", "VmSize")
    return None if bound == resource.RLIM_INFINITY or taken is None else max(bound - taken, 0)


def _entry(file: str, key: str) -> int | None:
    """A line of a file of the system's, such as "VmHWM:  1234 kB", in bytes."""
    try:
        lines = Path(file).read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{key}:")), None)


def _number(file: str) -> int | None:
    try:
        return int(Path(file).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
