"""JAX: Adam over the tree of parameters; one compiled call a step, or a compiled scan over an epoch."""

from __future__ import annotations

import os
import time
from functools import partial
from itertools import pairwise

from workloads import WORKLOADS, arguments, say

given = arguments(("steps", "scan"))
if given.threads == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

import jax  # noqa: E402  reads the flags
import jax.numpy as jnp  # noqa: E402  reads the flags
import numpy as np  # noqa: E402  reads the flags

work = WORKLOADS[given.workload]
random = np.random.default_rng(0)
x, y = map(jnp.asarray, work.data())
params = [
    (random.normal(0, (2 / i) ** 0.5, (i, o)).astype(np.float32), np.zeros(o, np.float32))
    for i, o in pairwise(work.widths)
]
zeros = jax.tree.map(np.zeros_like, params)
state = jax.device_put((params, zeros, zeros, np.float32(0)))


def loss(params, x, y):  # type: ignore[no-untyped-def]
    *hidden, (W, b) = params
    for V, c in hidden:
        x = jax.nn.relu(x @ V + c)
    z = x @ W + b
    if work.widths[-1] == 1:
        return ((z - y) ** 2).mean()
    return -jnp.take_along_axis(jax.nn.log_softmax(z), y[:, None], axis=1).mean()


def adam(state, x, y):  # type: ignore[no-untyped-def]
    params, m, v, t = state
    g = jax.grad(loss)(params, x, y)
    t = t + 1
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
    a, c = 1 / (1 - 0.9**t), 1 / (1 - 0.999**t)
    params = jax.tree.map(lambda p, m, v: p - 1e-3 * a * m / (jnp.sqrt(c * v) + 1e-8), params, m, v)
    return params, m, v, t


@partial(jax.jit, donate_argnums=0)
def one(state, x, y, rows):  # type: ignore[no-untyped-def]
    return adam(state, x[rows], y[rows])


@partial(jax.jit, donate_argnums=0)
def epoch(state, x, y, order):  # type: ignore[no-untyped-def]
    return jax.lax.scan(lambda s, rows: (adam(s, x[rows], y[rows]), None), state, order)[0]


def train(state):  # type: ignore[no-untyped-def]
    """Seconds of the workload's steps, and the state after them."""
    started, done = time.perf_counter(), 0
    while done < work.steps:
        order = random.permutation(len(x)).reshape(-1, work.batch)
        if given.form == "scan":
            state = epoch(state, x, y, order)
        else:
            for rows in order:
                state = one(state, x, y, rows)
        done += len(order)
    jax.block_until_ready(state)
    return (time.perf_counter() - started) / done * work.steps, state


_, state = train(state)
seconds, state = train(state)
say(seconds, work.steps)
