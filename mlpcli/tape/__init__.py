"""A tape: the calls of NumPy that a computation makes, recorded once, then made again on the same memory.

Formulas are written for people: they look things up, take views, make closures, and for arrays of a few
hundred numbers that takes as long as the arithmetic. Run once on traced arrays, they leave a list of calls,
with their memory beside them. Made again these compute, from what then stands in it, the very bits that
the formulas would.

This holds for computations that do the same whatever the numbers are. What cannot be noted (a number that
decides what comes next, a copy that NumPy makes by itself) raises RecordingError.

>>> import numpy as np
>>> x = np.array([1.0, 2.0])
>>> tape = Tape()
>>> with tape.recording():
...     y = 3 * traced(x) + 1
>>> x[:] = 5, 6
>>> tape.play()
>>> bare(y).tolist()
[16.0, 19.0]
"""

from __future__ import annotations

from mlpcli.tape.recording import Tape, aside
from mlpcli.tape.traced import RecordingError, bare, call, memory, traced

__all__ = ["RecordingError", "Tape", "aside", "bare", "call", "memory", "traced"]
