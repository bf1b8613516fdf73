"""What the rules of regularization touch in a network: its layers' outputs and arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from mlpcli.architecture.network import Network, Place
from mlpcli.arrays import Array, Backward, Params
from mlpcli.errors import SpecError
from mlpcli.regularization import (
    ActivityPenalty,
    Augmentation,
    Constraint,
    LayerRule,
    Penalty,
    Regularization,
)
from mlpcli.run import Run


def check(network: Network, rules: Sequence[Regularization]) -> None:
    """Raises SpecError for a rule that names a layer which is not there, or has nothing that it is for."""
    for i, rule in enumerate(rules):
        try:
            _check(network, rule)
        except ValueError as error:
            raise SpecError(f"regularization.{i}.{error}") from None


def _check(network: Network, rule: Regularization) -> None:
    if isinstance(rule, Augmentation):
        rule.fitted(network.input_shape)
    if not isinstance(rule, LayerRule) or rule.layers is None:
        return
    try:
        chosen = rule.positions(network.names)
    except ValueError as error:
        raise ValueError(f"layers: {error}") from None
    if isinstance(rule, Penalty):
        found = {place.layer for place in network.places if rule.covers(place.parameter.role)}
        what = "parameters" if rule.on == "all" else rule.on
    elif isinstance(rule, Constraint):
        found, what = {place.layer for place in network.places if _incoming(place)}, "weights"
    else:
        return
    for layer in chosen:
        if layer not in found:
            raise ValueError(f"layers: layer {network.names[layer]} has no {what}")


def _incoming(place: Place) -> bool:
    """Whether an array holds, behind its last axis of units, the weights that come into each."""
    return place.parameter.role == "weights" and len(place.parameter.shape) > 1


def constrained(network: Network, rule: Constraint, *arrays: Array) -> Iterator[tuple[Array, ...]]:
    """The stretches that a constraint holds for, in arrays like θ: (..., P), as views (..., I, O)."""
    chosen = rule.positions(network.names)
    for place in network.places:
        if place.layer in chosen and network.learns(place) and _incoming(place):
            shape = (-1, place.parameter.shape[-1])
            yield tuple(
                a[..., place.start : place.stop].reshape(*a.shape[:-1], *shape, copy=False) for a in arrays
            )


def watched(network: Network, rule: ActivityPenalty) -> tuple[int, ...]:
    """The layers whose outputs a rule penalises."""
    if rule.layers is not None:
        return rule.positions(network.names)
    weighty = {place.layer for place in network.places if place.parameter.role == "weights"}
    return tuple(sorted(weighty - {len(network.layers) - 1}))


class Activity:
    """The penalties on what layers put out, bound to a network.

    A layer's gradient comes to dy before the layer's own backward function sees it.
    """

    def __init__(self, network: Network, rules: Sequence[Regularization]):
        self._rules = [
            (layer, rule, Run())
            for rule in rules
            if isinstance(rule, ActivityPenalty)
            for layer in watched(network, rule)
        ]
        self.outputs: list[Array] | None = [] if self._rules else None
        """For `Network.forward` to fill, if there is anything to watch."""

    def join(self, backwards: list[Backward], share: float = 1.0) -> None:
        """Lets the watched layers' backward functions add the penalties' gradients, for these outputs.

        share: how much the rows count, if they are a portion of a batch.
        """
        for layer, rule, run in self._rules:
            assert self.outputs is not None
            backwards[layer] = _with(rule, self.outputs[layer], run, backwards[layer], share)

    def value(self) -> Array | float:
        """Ω of the latest outputs: (...); 0 before there are any."""
        return sum((rule.value(self.outputs[i]) for i, rule, _ in self._rules if self.outputs), np.float64(0))


def _with(rule: ActivityPenalty, y: Array, run: Run, backward: Backward, share: float) -> Backward:
    def joined(dy: Array, grads: Params) -> Array:
        gradient = rule.gradient(y, run.buffer("dy", y.shape, y.dtype))
        if share != 1:
            gradient *= share
        dy += gradient
        return backward(dy, grads)

    return joined
