"""Pictures of runs and sweeps, one file a kind.

| kind | what it shows | of |
|---|---|---|
| curves | loss or a metric by epoch, with a band where runs differ in the seed alone | runs, sweep |
| learning_rate | the learning rate by epoch | runs, sweep |
| confusion | which classes are taken for which | run: classes |
| reliability | how often a prediction of a given probability is right; calibration error | run: classes |
| roc | true against false positives at every threshold, the area below | run: classes |
| precision_recall | precision against recall at every threshold, the average precision | run: classes |
| residuals | target minus prediction, against the prediction and as a histogram | run: numbers |
| boundary | the regions of the classes in a plane, with the data | run: classes, 2 features |
| fit | the fitted curve with the data | run: numbers or two classes, 1 feature |
| surface | the fitted surface as a map, with the data | run: numbers, 2 features |
| weights | the weights of a layer: images, filters, or a heat map | run |
| activations | what layers put out, as histograms over the epochs | run |
| gradients | the gradients of the layers' weights, as histograms over the epochs | run |
| network | the units and weights, or the layers as blocks | run |
| heat_map | the objective over two axes | sweep |
| parallel | the points as lines through all axes | sweep |
| importance | how much of the objective's variance each axis explains | sweep |
| regions | the linear regions in a plane, by the size of the gradient | run: piecewise linear |
| hessian | the spectrum of the loss's Hessian, or errors of critical points against their index | run |
| variance | variances of activations and gradients, layer by layer, before and after training | run |
| kernel | how fast the first layer's kernel nears the arc-cosine kernel | run: relu |
| permutation | how much worse the predictions get when a column is shuffled | run |
| dependence | the mean prediction as a function of one column | run |
| loss_line | the loss between two networks, or from first weights to last | one or two runs |
| loss_plane | the loss around a network, or on the plane through two or three | one to three runs |
| trajectories | the paths of trainings over the loss, in a plane of their weights | runs |

A kind is a module with three functions:

    check(subject)                  raises MisfitError, a clause that says why the kind does not fit
    picture(subject, width, ...)    gathers and draws; its other parameters are the kind's options
    draw(axes, ...)                 draws plain arrays, whoever made them

To add one: its file, its name in KINDS, its row in the table. `mlp plot` and `mlp report` then have it.

    from mlpcli.plot import picture
    picture("boundary", mlpcli.open_checkpoint("runs/moons")).savefig("moons.png")

Matplotlib is loaded when the first picture is asked for.
"""

from __future__ import annotations

from mlpcli.plot.choice import best_kind, fitting, misfit, picture, subject_at
from mlpcli.plot.kinds import COSTLY, KINDS, options, sentence
from mlpcli.plot.subject import MisfitError, Run, Subject, Sweep

__all__ = [
    "COSTLY",
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
