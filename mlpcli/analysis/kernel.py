"""The kernel of a random relu layer against the arc-cosine kernel that it tends to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlpcli.activation.relu import Relu
from mlpcli.analysis.finding import Finding
from mlpcli.analysis.subject import MisfitError, Run, Runs, alone
from mlpcli.architecture.dense import Dense
from mlpcli.arrays import Array, Generator
from mlpcli.errors import UsageError
from mlpcli.initialization import Initialization
from mlpcli.initialization.normal import Normal
from mlpcli.initialization.zeros import Zeros

NORMAL = ("normal", "glorot_normal", "he_normal", "lecun_normal")
"""Initializations for whose weights the closed form holds."""

LARGEST = 8192
"""The widest layer that is drawn anew."""


@dataclass(frozen=True, eq=False)
class Errors:
    """‖K̂ - K‖ / ‖K‖ (Frobenius) at widths m: of units of the layer itself, and of layers drawn anew."""

    widths: tuple[int, ...]
    own: tuple[float | None, ...]
    fresh: tuple[float, ...]


def check(runs: Runs) -> None:
    """One run whose first layer is dense, of relu units that began with normal weights."""
    layer = _first(alone(runs))
    if layer.bias and layer.bias_initialization.kind not in ("zeros", "normal"):
        raise MisfitError("it needs biases that begin at zero or normal")
    assert layer.initialization is not None
    if layer.initialization.kind not in NORMAL or _mean_of(layer.initialization):
        raise MisfitError(f"it needs normal weights around 0 ({', '.join(NORMAL)})")


def analyze(runs: Runs, rows: int = 60, repeats: int = 8, seed: int = 0) -> Finding:
    """`rows` of the training part, with layers of every width drawn `repeats` times."""
    run = alone(runs)
    if rows < 2 or repeats < 1 or seed < 0:
        raise UsageError("kernel: expected rows 2 or more, repeats 1 or more, seed 0 or more")
    layer = _first(run)
    x = np.asarray(run.some("train", rows).x, dtype=np.float64)
    W, b = _weights(run)
    deviation, shift = _deviations(layer, x.shape[-1])
    exact = arc_cosine(x, deviation, shift)
    generator = np.random.default_rng(seed)
    widths = [2**k for k in range(3, int(math.log2(max(LARGEST, len(b)))) + 1)]
    if len(b) not in widths and len(b) >= 8:
        widths = sorted([*widths, len(b)])
    own: list[float | None] = []
    fresh: list[float] = []
    for m in widths:
        parts = [generator.permutation(len(b))[:m] for _ in range(repeats if m < len(b) else 1)]
        own.append(_mean([_error(x, W[:, p], b[p], exact) for p in parts]) if m <= len(b) else None)
        drawn = [_drawn(generator, x.shape[-1], m, deviation, shift) for _ in range(repeats)]
        fresh.append(_mean([_error(x, *weights, exact) for weights in drawn]))
    errors = Errors(tuple(widths), tuple(own), tuple(fresh))
    known = [(m, e) for m, e in zip(widths, own, strict=True) if e is not None]
    facts = {
        "layer": run.model.network.names[0],
        "width": len(b),
        "error": own[widths.index(len(b))] if len(b) in widths else None,
        "slope": slope([m for m, _ in known], [e for _, e in known]),
        "slope_of_random": slope(widths, fresh),
        "weight_deviation": deviation,
        "bias_deviation": shift,
        "trained": bool(layer.trainable),
    }
    table = [
        {"width": m, "error": o, "error_of_random": f} for m, o, f in zip(widths, own, fresh, strict=True)
    ]
    return Finding(facts, table, drawn=errors)


def arc_cosine(x: Array, deviation: float, shift: float = 0.0) -> Array:
    """K: (N, N), E[relu(w·x + b) relu(w·x' + b)] for w ~ N(0, deviation²), b ~ N(0, shift²).

    With a = (deviation x, shift): ‖a‖ ‖a'‖ / 2π (sin θ + (π - θ) cos θ), θ the angle between a and a'. Cho
    and Saul's kernel of degree 1 is twice that: they have a factor 2 before the expectation.

    *Source:* Rudi-Gaillard 3.4; Cho, Saul 2009, equations 1 and 6.

    >>> arc_cosine(np.array([[1.0], [-1.0]]), 1.0).round(6).tolist()  # E relu(w)² = 1/2, and never both
    [[0.5, 0.0], [0.0, 0.5]]
    """
    a = np.column_stack([deviation * x, np.full(len(x), shift)])
    size = np.sqrt((a**2).sum(axis=1))
    both = np.outer(size, size)
    cosine = np.clip(np.divide(a @ a.T, both, out=np.zeros_like(both), where=both > 0), -1, 1)
    angle = np.arccos(cosine)
    return np.asarray(both / (2 * np.pi) * (np.sin(angle) + (np.pi - angle) * cosine))


def empirical(x: Array, W: Array, b: Array) -> Array:
    """K̂: (N, N), 1/m Σ_i relu(w_i·x + b_i) relu(w_i·x' + b_i) over the m units W: (I, m), b: (m,)."""
    h = np.maximum(x @ W + b, 0)
    return np.asarray(h @ h.T / len(b))


def slope(widths: Sequence[float], errors: Sequence[float]) -> float | None:
    """Of log error by log width; -1/2 is a fall as 1/√m. None of fewer than two widths."""
    if len(widths) < 2:
        return None
    return float(np.polyfit(np.log(widths), np.log(np.maximum(errors, 1e-300)), 1)[0])


def _error(x: Array, W: Array, b: Array, exact: Array) -> float:
    return float(np.linalg.norm(empirical(x, W, b) - exact) / np.linalg.norm(exact))


def _mean(errors: Sequence[float]) -> float:
    return float(np.sqrt(np.mean(np.square(errors))))


def _drawn(generator: Generator, I: int, m: int, deviation: float, shift: float) -> tuple[Array, Array]:
    return generator.normal(0, deviation, (I, m)), generator.normal(0, shift, m)


def _first(run: Run) -> Dense:
    layer = run.model.network.layers[0]
    if len(run.model.network.layers) < 2 or not isinstance(layer, Dense):
        raise MisfitError("it needs a first hidden layer that is dense")
    if not isinstance(layer.activation, Relu):
        raise MisfitError("it needs a first hidden layer of relu units")
    return layer


def _weights(run: Run) -> tuple[Array, Array]:
    params = run.model.network.views(run.theta)[0]
    W = np.asarray(params["W"])
    return W, np.asarray(params["b"]) if "b" in params else np.zeros(W.shape[1])


def _deviations(layer: Dense, I: int) -> tuple[float, float]:
    """Of weights and biases, as the initializations draw them."""
    assert layer.initialization is not None
    return _deviation(layer.initialization, I, layer.units), (
        _deviation(layer.bias_initialization, I, layer.units) if layer.bias else 0.0
    )


def _mean_of(initialization: Initialization) -> float:
    return initialization.mean if isinstance(initialization, Normal) else 0.0


def _deviation(initialization: Initialization, I: int, O: int) -> float:
    if isinstance(initialization, Zeros):
        return 0.0
    if isinstance(initialization, Normal):
        return initialization.deviation
    return math.sqrt({"he_normal": 2 / I, "lecun_normal": 1 / I}.get(initialization.kind, 2 / (I + O)))
