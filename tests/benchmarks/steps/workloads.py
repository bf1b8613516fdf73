"""The five workloads of one training step: ReLU networks, Adam, float32, made-up rows."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Workload:
    """`widths` from inputs to outputs; one output means a number to predict, more mean classes."""

    widths: tuple[int, ...]
    batch: int
    steps: int

    @property
    def rows(self) -> int:
        """Rows of the data set: an epoch is 50 steps, or fewer where rows are many."""
        return self.batch * min(50, self.steps)

    def data(self) -> tuple[NDArray[np.float32], NDArray[np.int64] | NDArray[np.float32]]:
        """x: (rows, I), and classes (rows,) or numbers (rows, 1)."""
        random = np.random.default_rng(0)
        x = random.standard_normal((self.rows, self.widths[0]), np.float32)
        if self.widths[-1] == 1:
            return x, random.standard_normal((self.rows, 1), np.float32)
        return x, random.integers(0, self.widths[-1], self.rows)


WORKLOADS = {
    "tiny": Workload((4, 16, 3), 32, 4000),
    "small": Workload((64, 64, 10), 32, 3000),
    "medium": Workload((784, 256, 128, 10), 128, 400),
    "large": Workload((784, 1024, 1024, 10), 256, 80),
    "tabular": Workload((50, 256, 256, 1), 512, 250),
}
"""By name; an argument `steps` of a program means that many measured steps after as many unmeasured ones."""


def arguments(forms: tuple[str, ...] = ("plain",)) -> argparse.Namespace:
    """The command line of every program: WORKLOAD [--form ...] [--threads N]; `mlp` takes auto for N."""
    parser = argparse.ArgumentParser()
    parser.add_argument("workload", choices=sorted(WORKLOADS))
    parser.add_argument("--form", choices=forms, default=forms[0])
    parser.add_argument("--threads", type=lambda text: text if text == "auto" else int(text), default=1)
    return parser.parse_args()


def say(seconds: float, steps: int) -> None:
    """The one line on stdout."""
    print(json.dumps({"seconds_a_step": seconds / steps}))
