"""The grid as a JAX user trains it: vmap over the networks, an epoch as one compiled scan over its batches.

All networks begin alike and see the same batches: what is mapped are weights, learning rates and strengths.
Two forms: `vmap`, and `shards`, which also spreads the networks over as many devices as there are threads.
"""

from __future__ import annotations

import os
import time
from functools import partial
from itertools import product

import jax
import numpy as np
from jax import Array
from jax.sharding import NamedSharding, PartitionSpec
from mlp_jax import Params, State, adam, cross_entropy, evaluate, initial
from work import WORKS, arguments, say_best


def penalized(params: Params, strength: Array, x: Array, y: Array) -> Array:
    return cross_entropy(params, x, y) + strength * sum((W**2).sum() for W, _ in params)


@partial(jax.vmap, in_axes=(0, 0, 0, None, None))
def update(rate: Array, strength: Array, state: State, x: Array, y: Array) -> State:
    """One step of every network on the same batch."""
    return adam(rate, state, jax.grad(penalized)(state[0], strength, x, y))


@partial(jax.jit, donate_argnums=2)
def epoch(
    rates: Array, strengths: Array, state: State, x: Array, y: Array, order: tuple[Array, Array]
) -> State:
    """All full batches, (batches, batch size) row numbers, then the rows that are left over."""
    batches, rest = order

    def body(state: State, rows: Array) -> tuple[State, None]:
        return update(rates, strengths, state, x[rows], y[rows]), None

    state = jax.lax.scan(body, state, batches)[0]
    return update(rates, strengths, state, x[rest], y[rest])


evaluate_all = jax.jit(jax.vmap(evaluate, in_axes=(0, None, None)))


def main() -> None:
    started = time.perf_counter()
    given = arguments(("vmap", "shards"))
    flags = []  # read when the first array is made
    if given.form == "shards":
        flags.append(f"--xla_force_host_platform_device_count={given.threads}")
    elif given.threads == 1:
        flags.append("--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
    os.environ["XLA_FLAGS"] = " ".join(flags)
    work = WORKS[given.job]
    random = np.random.default_rng(given.seed)
    splits = work.read(given.data, random)
    mesh = jax.make_mesh((jax.device_count(),), ("networks",))
    whole, shared = NamedSharding(mesh, PartitionSpec()), NamedSharding(mesh, PartitionSpec("networks"))
    (x, y), validation = jax.device_put((splits.training, splits.validation), whole)

    points = list(product(given.rates, given.strengths))
    rates, strengths = jax.device_put(tuple(np.array(points, np.float32).T), shared)
    one = initial([x.shape[1], *work.hidden, work.classes], random)
    state = jax.device_put(jax.tree.map(lambda a: np.broadcast_to(a, (len(points), *a.shape)), one), shared)
    full = len(x) // work.batch_size * work.batch_size
    history = []
    for _ in range(work.epochs):
        order = random.permutation(len(x)).astype(np.int32)
        batches = order[:full].reshape(-1, work.batch_size), order[full:]
        state = epoch(rates, strengths, state, x, y, batches)
        history.append(evaluate_all(state[0], *validation)[1])
    accuracy = np.array(history).max(axis=0)
    best = int(accuracy.argmax())
    with given.out.open("wb") as file:
        np.savez(file, accuracy, *(np.asarray(array)[best] for layer in state[0] for array in layer))
    chosen = dict(zip(("learning_rate", "strength"), points[best], strict=True))
    say_best(float(accuracy[best]), time.perf_counter() - started, len(points), chosen)


main()
