"""Runs `mlp` on many damaged files, one after another, in a process that may die of one of them.

A line of JSON for each case on stdout: what the command ended with, and how long it took. A line with the
number of the case goes before it, so that whoever reads this knows of which one the process died.
"""

from __future__ import annotations

import io
import json
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

HANGS = 20
"""Seconds of a case after which it cannot be the machine that is slow."""


def ended(words: Sequence[str]) -> dict[str, Any]:
    """Exit code, what was said where, and the seconds of work of `mlp` with these words."""
    from mlpcli.cli.main import main

    out, err = io.StringIO(), io.StringIO()
    sys.argv = ["mlp", *words]
    signal.setitimer(signal.ITIMER_REAL, HANGS)
    started = time.process_time()
    code: Any = None
    with redirect_stdout(out), redirect_stderr(err), warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        except BaseException:
            traceback.print_exc()
    seconds = time.process_time() - started
    signal.setitimer(signal.ITIMER_REAL, 0)
    return {"code": code, "out": out.getvalue(), "err": err.getvalue(), "seconds": seconds}
