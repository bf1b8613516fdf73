"""How much memory and time the process that reads a file of unknown origin may take."""

from __future__ import annotations

import signal
from contextlib import suppress
from pathlib import Path

SPARE = 256 << 20
"""Bytes beyond what the process has before it looks at the file, for whatever HDF5 needs."""


def allow(needed: int) -> None:
    """From now on the process may take `needed` bytes beyond what it has, and the spare ones."""
    with suppress(ImportError, OSError, ValueError):  # systems without such limits
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + SPARE + needed
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def work_for(seconds: float) -> None:
    """From now on the process may work so long; then it ends with SIGPROF."""
    with suppress(AttributeError):  # Windows: whoever started this process waits for some time only
        signal.setitimer(signal.ITIMER_PROF, seconds)
