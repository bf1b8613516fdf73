"""Analyses of trained networks, one file a kind: numbers and the arrays of their pictures.

| kind | what it finds | of |
|---|---|---|
| regions | the linear regions of the network in a plane, counted exactly | piecewise linear networks |
| hessian | the eigenvalues of the loss's Hessian; critical points and their errors | runs |
| gradients | gradient norms, and variances of activations and gradients, layer by layer | runs |
| kernel | the kernel of the first layer against the arc-cosine kernel | relu layers |
| importance | how much worse the predictions get when a column is shuffled | runs |
| dependence | the mean prediction as a function of one column | runs |
| calibration | the error of the probabilities, and the temperature that makes it small | classes |
| loss_line | the loss along the line between two networks, or from first weights to last | one or two runs |
| loss_plane | the loss over a plane around a network, or through two or three | one to three runs |

A kind is a module with two functions:

    check(runs)                 raises MisfitError, a clause that says why the kind does not fit
    analyze(runs, ...)          finds; its other parameters are the kind's options

and functions on plain arrays and networks beside them. To add one: its file, its name in KINDS, its row in
the table. `mlp analyze` then has it, and its picture where `mlpcli.plot` has one of that name.
"""

from __future__ import annotations

from mlpcli.analysis.finding import Finding
from mlpcli.analysis.kinds import KINDS, PICTURES, analyze, misfit, options, sentence
from mlpcli.analysis.subject import MisfitError, Run, Runs

__all__ = [
    "KINDS",
    "PICTURES",
    "Finding",
    "MisfitError",
    "Run",
    "Runs",
    "analyze",
    "misfit",
    "options",
    "sentence",
]
