"""How a run is shown to people.

| file | what it shows | where |
|---|---|---|
| live | a display that redraws itself while training | a terminal |
| plain | one line now and then while training | a pipe, a file, a log |
| tables | metrics, layers, runs, facts, a confusion matrix | at the end, and `show`, `runs`, `compare` |

`display.display_for` chooses between live, plain and silence. Everything goes to a rich Console, and rich is
imported by the functions that draw, not with this package.
"""
