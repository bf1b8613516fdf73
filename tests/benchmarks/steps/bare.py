"""The matrix products of a step and nothing else: forward, weight gradients, input gradients."""

from __future__ import annotations

import time

import numpy as np
from threadpoolctl import threadpool_limits
from workloads import WORKLOADS, arguments, say

given = arguments()
work = WORKLOADS[given.workload]
random = np.random.default_rng(0)
N, pairs = work.batch, list(zip(work.widths[:-1], work.widths[1:], strict=True))
weights = [random.standard_normal(pair, np.float32) for pair in pairs]
outputs = [random.standard_normal((N, width), np.float32) for width in work.widths]
deltas = [random.standard_normal((N, width), np.float32) for width in work.widths]
gradients = [np.empty_like(W) for W in weights]


def step() -> None:
    for i, W in enumerate(weights):
        np.matmul(outputs[i], W, out=outputs[i + 1])
    for i in reversed(range(len(weights))):
        np.matmul(outputs[i].T, deltas[i + 1], out=gradients[i])
        if i:
            np.matmul(deltas[i + 1], weights[i].T, out=deltas[i])


with threadpool_limits(given.threads), np.errstate(all="ignore"):
    for _measured in (False, True):
        started = time.perf_counter()
        for i in range(work.steps):
            step()
            if i % 10 == 0:
                outputs[1][:] = 0.5  # keeps the numbers from growing without end
say(time.perf_counter() - started, work.steps)
