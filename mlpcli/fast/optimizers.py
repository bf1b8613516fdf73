"""The rules of the optimizers, each as one pass over a stretch of θ and its slots.

Beside every rule stands the formula of its component, which is the reference. `s` holds the component's
`scalars` for this update, a row a network.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mlpcli.fast.kernels import compiled


@compiled
def sgd(theta, g, start, stop, s):  # type: ignore[no-untyped-def]
    """θ ← θ - λ g."""
    for r in range(theta.shape[0]):
        w, d = theta[r, start:stop], g[r, start:stop]
        own = s[r]
        rate = own[0]
        for p in range(len(w)):
            w[p] -= rate * d[p]


@compiled
def momentum(theta, g, velocity, start, stop, s):  # type: ignore[no-untyped-def]
    """V ← α v - λ g, θ ← θ + v."""
    for r in range(theta.shape[0]):
        w, d, a = theta[r, start:stop], g[r, start:stop], velocity[r, start:stop]
        own = s[r]
        rate, kept = own[0], own[1]
        for p in range(len(w)):
            v = kept * a[p] - rate * d[p]
            a[p] = v
            w[p] += v


@compiled
def nesterov(theta, g, velocity, start, stop, s):  # type: ignore[no-untyped-def]
    """V ← v - λ g, θ ← θ - λ g, after the look-ahead."""
    for r in range(theta.shape[0]):
        w, d, a = theta[r, start:stop], g[r, start:stop], velocity[r, start:stop]
        own = s[r]
        rate = own[0]
        for p in range(len(w)):
            step = rate * d[p]
            a[p] -= step
            w[p] -= step


@compiled
def ema_momentum(theta, g, mean, start, stop, s):  # type: ignore[no-untyped-def]
    """M ← β m + (1-β) g, θ ← θ - λ m."""
    for r in range(theta.shape[0]):
        w, d, a = theta[r, start:stop], g[r, start:stop], mean[r, start:stop]
        own = s[r]
        rate, kept, new = own[0], own[1], own[2]
        for p in range(len(w)):
            m = kept * a[p] + new * d[p]
            a[p] = m
            w[p] -= rate * m


@compiled
def adagrad(theta, g, squares, start, stop, s):  # type: ignore[no-untyped-def]
    """R ← r + g², θ ← θ - λ g / (ε + √r)."""
    for r in range(theta.shape[0]):
        w, d, a = theta[r, start:stop], g[r, start:stop], squares[r, start:stop]
        own = s[r]
        rate, epsilon = own[0], own[1]
        for p in range(len(w)):
            total = a[p] + d[p] * d[p]
            a[p] = total
            w[p] -= rate * d[p] / (epsilon + np.sqrt(total))


@compiled
def adadelta(theta, g, squares, steps, start, stop, s):  # type: ignore[no-untyped-def]
    """R ← ρ r + (1-ρ) g², Δ = g √((s + ε) / (r + ε)), θ ← θ - λ Δ, s ← ρ s + (1-ρ) Δ²."""
    for r in range(theta.shape[0]):
        w, d, a, b = theta[r, start:stop], g[r, start:stop], squares[r, start:stop], steps[r, start:stop]
        own = s[r]
        rate, kept, new, epsilon = own[0], own[1], own[2], own[3]
        for p in range(len(w)):
            mean = kept * a[p] + new * d[p] * d[p]
            delta = d[p] * np.sqrt((b[p] + epsilon) / (mean + epsilon))
            a[p] = mean
            b[p] = kept * b[p] + new * delta * delta
            w[p] -= rate * delta


@compiled
def rmsprop(theta, g, squares, start, stop, s):  # type: ignore[no-untyped-def]
    """R ← ρ r + (1-ρ) g², θ ← θ - λ g / √(r + ε)."""
    for r in range(theta.shape[0]):
        w, d, a = theta[r, start:stop], g[r, start:stop], squares[r, start:stop]
        own = s[r]
        rate, kept, new, epsilon = own[0], own[1], own[2], own[3]
        for p in range(len(w)):
            mean = kept * a[p] + new * d[p] * d[p]
            a[p] = mean
            w[p] -= rate * d[p] / np.sqrt(mean + epsilon)


@compiled
def adam(theta, g, mean, squares, start, stop, s):  # type: ignore[no-untyped-def]
    """M ← β1 m + (1-β1) g, v ← β2 v + (1-β2) g², θ ← d θ - λ' m / (√v + ε'); d = 1 but for adamw."""
    for r in range(theta.shape[0]):
        w, d, a, b = theta[r, start:stop], g[r, start:stop], mean[r, start:stop], squares[r, start:stop]
        own = s[r]
        rate, beta1, new1, beta2 = own[0], own[1], own[2], own[3]
        new2, epsilon = own[4], own[5]
        kept = own[6] if len(own) > 6 else own.dtype.type(1)
        for p in range(len(w)):
            m = beta1 * a[p] + new1 * d[p]
            v = beta2 * b[p] + new2 * d[p] * d[p]
            a[p], b[p] = m, v
            w[p] = kept * w[p] - rate * m / (np.sqrt(v) + epsilon)


@compiled
def amsgrad(theta, g, mean, squares, largest, start, stop, s):  # type: ignore[no-untyped-def]
    """Adam's with u ← max(u, v) in the place of v."""
    for r in range(theta.shape[0]):
        w, d, a, b, c = (
            theta[r, start:stop],
            g[r, start:stop],
            mean[r, start:stop],
            squares[r, start:stop],
            largest[r, start:stop],
        )
        own = s[r]
        rate, beta1, new1, beta2, new2, epsilon = own[0], own[1], own[2], own[3], own[4], own[5]
        for p in range(len(w)):
            m = beta1 * a[p] + new1 * d[p]
            v = beta2 * b[p] + new2 * d[p] * d[p]
            u = c[p] if v <= c[p] else v
            a[p], b[p], c[p] = m, v, u
            w[p] -= rate * m / (np.sqrt(u) + epsilon)


@compiled
def nadam(theta, g, mean, squares, start, stop, s):  # type: ignore[no-untyped-def]
    """Adam's with m one update ahead: λ'' m + λ' (1-β1) g in the place of λ' m."""
    for r in range(theta.shape[0]):
        w, d, a, b = theta[r, start:stop], g[r, start:stop], mean[r, start:stop], squares[r, start:stop]
        own = s[r]
        rate, beta1, new1, beta2 = own[0], own[1], own[2], own[3]
        new2, epsilon, direct = own[4], own[5], own[6]
        for p in range(len(w)):
            m = beta1 * a[p] + new1 * d[p]
            v = beta2 * b[p] + new2 * d[p] * d[p]
            a[p], b[p] = m, v
            w[p] -= (rate * m + direct * d[p]) / (np.sqrt(v) + epsilon)


@compiled
def lion(theta, g, mean, start, stop, s):  # type: ignore[no-untyped-def]
    """θ ← (1 - λ w) θ - λ sign(β1 m + (1-β1) g), m ← β2 m + (1-β2) g."""
    for r in range(theta.shape[0]):
        w, d, a = theta[r, start:stop], g[r, start:stop], mean[r, start:stop]
        own = s[r]
        rate, beta1, new1, beta2, new2, kept = own[0], own[1], own[2], own[3], own[4], own[5]
        for p in range(len(w)):
            w[p] = kept * w[p] - rate * np.sign(beta1 * a[p] + new1 * d[p])
            a[p] = beta2 * a[p] + new2 * d[p]


UPDATES: dict[str, Callable[..., None]] = {
    "sgd": sgd,
    "momentum": momentum,
    "nesterov": nesterov,
    "ema_momentum": ema_momentum,
    "adagrad": adagrad,
    "adadelta": adadelta,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adam,
    "amsgrad": amsgrad,
    "nadam": nadam,
    "lion": lion,
}
"""(θ, g, the optimizer's slots in its order, start, stop, s): θ, g and slots are (R, P), moved from start to
stop; s: (R, number of scalars), of θ's type."""
