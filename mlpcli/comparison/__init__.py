"""Two or more runs side by side: what differs, which is better, and whether that could be luck.

| file | what it knows |
|---|---|
| contender | a run, the best of a sweep or a cross-validation, with its facts and metrics |
| likeness | whether the numbers of several can be compared |
| best | which has the best number |
| outcomes | how right each is, row by row |
| mcnemar, paired_t | whether a difference over the same rows could be luck: classes, numbers |
| pairs | these tests, each contender against the first |
"""

from __future__ import annotations

from mlpcli.comparison.best import best
from mlpcli.comparison.contender import Contender, contenders
from mlpcli.comparison.likeness import Likeness
from mlpcli.comparison.pairs import Pair, pairs

__all__ = ["Contender", "Likeness", "Pair", "best", "contenders", "pairs"]
