"""What is known of a session before it trains: its data, its loss at the start, its memory."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from mlpcli.data.memory import Taken
from mlpcli.errors import DivergedError
from mlpcli.footprint import peak_of_training
from mlpcli.gradient_check import objective
from mlpcli.training.session import PARTS, Session


def checked(session: Session, before: Taken | None = None) -> dict[str, Any]:
    """Facts by name, after one batch went forward and backward.

    "loss_of_ignorance" is the cross-entropy of a network to which all C classes are equally likely, ln C: a
    much larger loss at the start speaks of a scale that is off. Memory is in bytes, of the data as
    coded, and of θ, its gradient, the best θ, the optimizer's slots and work space. Raises DivergedError if
    the first batch is not finite. Loss and gradient of an ensemble are its first member's. `before` is the
    memory that was taken when a training would have begun.
    """
    experiment, prepared, state = session.experiment, session.prepared, session.state
    assert experiment.loss is not None
    rows = slice(0, experiment.training.batch_of(len(prepared.train)))
    x, y = prepared.train.x[rows], prepared.train.y[rows]
    weights = None if prepared.train.weights is None else prepared.train.weights[rows]
    with np.errstate(all="ignore"):  # what is not finite is looked for, not warned of
        function = objective(
            state.network, experiment.loss, experiment.regularization, x, y, experiment.seed, weights
        )
        J, gradient = function(state.weights(session.replica).last)
    if not (np.isfinite(J) and np.isfinite(gradient).all()):
        raise DivergedError(
            "the first batch gives a loss or a gradient that is not finite; are columns unscaled?"
        )
    copies = 4 + len(state.slots)
    data_bytes = sum(session.samples(part).x.nbytes for part in PARTS)
    if prepared.coding.target is not None:
        data_bytes += sum(session.samples(part).y.nbytes for part in PARTS)
    classes = prepared.coding.classes if experiment.loss.kind.endswith("cross_entropy") else ()
    return {
        "task": prepared.coding.task,
        "rows": {part: len(session.samples(part)) for part in PARTS},
        "inputs": int(prepared.train.x.shape[-1]),
        "outputs": prepared.coding.outputs,
        "parameters": state.network.size,
        "loss": experiment.loss.kind,
        "first_loss": float(J),
        "gradient_norm": float(np.linalg.norm(gradient)),
        "data_bytes": data_bytes,
        "training_bytes": copies * state.theta.nbytes,
        "memory": prepared.data.memory,
        "peak_bytes": peak_of_training(session, before),
        **({"loss_of_ignorance": math.log(len(classes))} if classes else {}),
    }
