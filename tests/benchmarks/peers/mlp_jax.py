"""The job as a JAX user writes it: pure functions, Adam over the tree of parameters, weights saved as NPZ.

Two forms. `scan`: an epoch is one compiled call that scans over its batches. `steps`: one compiled call a
batch. Both donate the buffers that a step replaces.
"""

from __future__ import annotations

import os
import time
from functools import partial
from itertools import pairwise
from typing import TypeAlias

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from work import WORKS, arguments, say

Params: TypeAlias = list[tuple[Array, Array]]
State: TypeAlias = tuple[Params, Params, Params, Array]
"""Parameters, Adam's first and second moments, the number of steps done."""


def initial(sizes: list[int], random: np.random.Generator) -> State:
    """He's normal initialization, made by NumPy: jax.random would add a compilation for each shape."""
    params = [
        (random.normal(0, (2 / i) ** 0.5, (i, o)).astype(np.float32), np.zeros(o, np.float32))
        for i, o in pairwise(sizes)
    ]
    zeros = jax.tree.map(np.zeros_like, params)
    return jax.device_put((params, zeros, zeros, np.float32(0)))


def logits(params: Params, x: Array) -> Array:
    *hidden, (W, b) = params
    for V, c in hidden:
        x = jax.nn.relu(x @ V + c)
    return x @ W + b


def cross_entropy(params: Params, x: Array, y: Array) -> Array:
    log_p = jax.nn.log_softmax(logits(params, x))
    return -jnp.take_along_axis(log_p, y[:, None], axis=1).mean()


def update(rate: float, state: State, x: Array, y: Array) -> State:
    """One step on a batch."""
    return adam(rate, state, jax.grad(cross_entropy)(state[0], x, y))


def adam(rate: Array | float, state: State, grads: Params) -> State:
    """beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8."""
    params, m, v, t = state
    t = t + 1
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, grads)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, grads)
    scale_m, scale_v = 1 / (1 - 0.9**t), 1 / (1 - 0.999**t)
    params = jax.tree.map(
        lambda p, m, v: p - rate * (m * scale_m) / (jnp.sqrt(v * scale_v) + 1e-8), params, m, v
    )
    return params, m, v, t


@partial(jax.jit, static_argnums=0, donate_argnums=1)
def step(rate: float, state: State, x: Array, y: Array, rows: Array) -> State:
    """One batch, given by its row numbers."""
    return update(rate, state, x[rows], y[rows])


@partial(jax.jit, static_argnums=0, donate_argnums=1)
def scan(rate: float, state: State, x: Array, y: Array, batches: Array) -> State:
    """All full batches of an epoch, (batches, batch size) row numbers."""

    def body(state: State, rows: Array) -> tuple[State, None]:
        return update(rate, state, x[rows], y[rows]), None

    return jax.lax.scan(body, state, batches)[0]


@jax.jit
def evaluate(params: Params, x: Array, y: Array) -> tuple[Array, Array]:
    """Loss and accuracy, in one large batch."""
    z = logits(params, x)
    loss = -jnp.take_along_axis(jax.nn.log_softmax(z), y[:, None], axis=1).mean()
    return loss, (z.argmax(axis=1) == y).mean()


def main() -> None:
    started = time.perf_counter()
    given = arguments(("scan", "steps"))
    if given.threads == 1:  # read when the first array is made
        os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    work = WORKS[given.job]
    random = np.random.default_rng(given.seed)
    splits = work.read(given.data, random)
    x, y = map(jax.device_put, splits.training)
    validation, test = map(jax.device_put, (splits.validation, splits.test))

    state = initial([x.shape[1], *work.hidden, work.classes], random)
    full = len(x) // work.batch_size * work.batch_size
    history = []
    for _ in range(work.epochs):
        order = random.permutation(len(x)).astype(np.int32)
        batches = order[:full].reshape(-1, work.batch_size)
        if given.form == "scan":
            state = scan(work.learning_rate, state, x, y, batches)
        else:
            for rows in batches:
                state = step(work.learning_rate, state, x, y, rows)
        if full < len(x):
            state = step(work.learning_rate, state, x, y, order[full:])
        history.append(tuple(map(float, evaluate(state[0], *validation))))
    _, accuracy = evaluate(state[0], *test)
    with given.out.open("wb") as file:
        np.savez(file, *(np.asarray(array) for layer in state[0] for array in layer))
    say(float(accuracy), time.perf_counter() - started, len(history))


if __name__ == "__main__":
    main()
