"""Pictures of runs and sweeps, one file a kind.

| kind | what it shows | of |
|---|---|---|
| curves | loss or a metric by epoch, with a band where runs differ in the seed alone | runs, sweep |
| learning_rate | the learning rate by epoch | runs |
| confusion | which classes are taken for which | run: classes |
| boundary | the regions of the classes in a plane, with the data | run: classes, 2 features |
| fit | the fitted curve with the data | run: 1 feature |
| surface | the fitted surface as a map, with the data | run: numbers, 2 features |
| weights | the weights of a layer: images, filters, or a heat map | run |

A kind is a module with three functions:

    check(subject)                  raises MisfitError, a clause that says why the kind does not fit
    picture(subject, width, ...)    gathers and draws; its other parameters are the kind's options
    draw(axes, ...)                 draws plain arrays, whoever made them

To add one: its file, its name in KINDS, its row in the table.

    from mlpcli.plot import picture
    picture("boundary", mlpcli.open_checkpoint("runs/moons")).savefig("moons.png")

Matplotlib is loaded when the first picture is asked for.
"""

from __future__ import annotations

from mlpcli.plot.choice import best_kind, fitting, misfit, picture, subject_at
from mlpcli.plot.kinds import KINDS, options, sentence
from mlpcli.plot.subject import MisfitError, Run, Subject, Sweep

__all__ = [
    "KINDS",
    "MisfitError",
    "Run",
    "Subject",
    "Sweep",
    "best_kind",
    "fitting",
    "misfit",
    "options",
    "picture",
    "sentence",
    "subject_at",
]
