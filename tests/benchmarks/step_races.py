"""The five workloads of one training step: what `mlp` and the peers take, and the bare matrix products."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec

from programs import Program
from quiet import cores
from race import HERE, Race, Setting

PROMISED = {"tiny": 4.5, "small": 3.5, "medium": 1.7, "large": 1.25, "tabular": 1.25}
"""Times the bare matrix products that a step with NumPy takes at most."""


def step_race(workload: str, setting: Setting) -> Race:
    """One workload; every program in its own process, with one thread and with all cores; `mlp` also as it
    decides by itself.
    """
    programs = [program("mlp", workload, "tool", "numpy", own=("auto",))]
    if find_spec("numba"):
        programs.append(program("mlp, fast", workload, "tool", "fast", own=("auto",)))
    programs.append(program("matrix products", workload, "bare", "plain", ratio=1 / PROMISED[workload]))
    peers = [
        ("sklearn", "scikit-learn", "sklearn_step", "plain"),
        ("torch", "PyTorch, eager", "torch_step", "eager"),
        ("torch", "PyTorch, fused Adam", "torch_step", "fused"),
        ("jax", "JAX, step by step", "jax_step", "steps"),
        ("jax", "JAX, scan", "jax_step", "scan"),
    ]
    programs += [
        program(name, workload, file, form) for package, name, file, form in peers if find_spec(package)
    ]
    what = f"One training step, workload {workload}"
    return Race(f"steps, {workload}", what, tuple(programs), told="seconds_a_step", unit="µs", factor=1e6)


def program(
    name: str, workload: str, file: str, form: str, ratio: float | None = None, own: tuple[str, ...] = ()
) -> Program:
    command = sys.executable, str(HERE / "steps" / f"{file}.py"), workload, "--form", form, "--threads"
    threads = (*map(str, sorted({1, cores()})), *own)
    return Program(name, tuple((*command, n) for n in threads), ratio=ratio)


STEPS: tuple[Callable[[Setting], Race], ...] = tuple(partial(step_race, name) for name in PROMISED)
