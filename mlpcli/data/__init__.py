"""Data: from a file to the numbers that a network is trained on, and from its predictions back.

`prepare` goes the whole way: a source reads named columns (a Frame), a split divides the rows, a coding is
fitted on the training rows and turns all rows into numbers. `Batches` hands them to training.
"""

from __future__ import annotations

from mlpcli.data.batches import Batches
from mlpcli.data.coded import Samples, coded_rows
from mlpcli.data.coding import Coding, Finding
from mlpcli.data.frame import Frame
from mlpcli.data.prepare import Prepared, fingerprint, prepare, reread
from mlpcli.data.spec import Data
from mlpcli.data.split import Part, Partition

__all__ = [
    "Batches",
    "Coding",
    "Data",
    "Finding",
    "Frame",
    "Part",
    "Partition",
    "Prepared",
    "Samples",
    "coded_rows",
    "fingerprint",
    "prepare",
    "reread",
]
