"""The end of a command's process, in which nobody waits for a hundred thousand objects to be taken apart."""

from __future__ import annotations

import atexit
import os
import sys
import threading
from typing import Any


def leave(code: Any) -> None:
    """Ends the process at once with this exit code, after all that was registered for its end.

    Returns, for the interpreter to end as it always does, where that is what somebody waits for: other
    threads, DuckDB (which complains of what is not taken apart), a profiler, a debugger; or where the code
    is a message.
    """
    at_the_end = getattr(atexit, "_run_exitfuncs", None)  # CPython's own
    if (
        at_the_end is None
        or not isinstance(code, int | None)
        or threading.active_count() > 1
        or "duckdb" in sys.modules
        or _watched()
    ):
        return
    at_the_end()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # the interpreter knows what to do about it
        return
    os._exit(code or 0)


def _watched() -> bool:
    """Whether something runs this program to see what it does, and says so at the end."""
    monitoring = getattr(sys, "monitoring", None)
    tools = [monitoring.get_tool(number) for number in range(6)] if monitoring else []
    return bool(sys.gettrace() or sys.getprofile() or any(tools) or sys.flags.inspect)
