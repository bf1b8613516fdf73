"""How a sweep is shown to people.

| file | what it shows | where |
|---|---|---|
| display | the state of a sweep while it runs: redrawn on a terminal, lines elsewhere | stderr |
| tables | the ranking, what did not rank, the importance of the axes | at the end, and `show` |
| summary | all of that as one object | `--json` |
"""

from mlpcli.report.sweep.display import SweepDisplay
from mlpcli.report.sweep.summary import sweep_summary
from mlpcli.report.sweep.tables import importance_table, ranked_table, unranked_table

__all__ = ["SweepDisplay", "importance_table", "ranked_table", "sweep_summary", "unranked_table"]
