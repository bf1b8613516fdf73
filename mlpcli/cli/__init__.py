"""The commands. Each module adds one to the application and imports what it needs only when it runs.

To import this package makes the process a command's, set for a short life. A third of a second of imports
leaves a hundred thousand objects behind that live to the end; at its usual pace the collector of cycles walks
through them again and again, for a tenth of the time of a short training. So it begins late. pydantic would
search all installed packages for plug-ins of its own. And OpenBLAS's threads would keep a core busy for up to
a tenth of a second after each product before they sleep; after 2^20 ticks of the clock they may.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from typing import Any


def _go_on_as_usual(phase: str, told: dict[str, Any]) -> None:
    """At the first collection the start is long over: from here on there may be garbage."""
    gc.set_threshold(20_000, 10, 10)
    gc.callbacks.remove(_go_on_as_usual)


@atexit.register
def _spare_the_last_collection() -> None:
    """What is frozen is not walked through; only DuckDB takes it for leaked, and says so on stderr."""
    if "duckdb" not in sys.modules:
        gc.freeze()


gc.set_threshold(200_000, 10, 10)
gc.callbacks.append(_go_on_as_usual)
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "20")
