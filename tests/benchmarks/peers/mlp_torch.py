"""The job as a PyTorch user writes it: nn.Sequential, Adam, weights saved by torch.save.

Two forms. `tensors`: rows stay in tensors, a shuffled epoch is an index per batch, Adam is the fused one;
the fastest way that needs no compiler. `loader`: TensorDataset and DataLoader, as in the tutorials.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset
from work import WORKS, Rows, arguments, say

LARGE = 10_000
"""Rows that are evaluated at a time."""


def network(sizes: list[int]) -> nn.Sequential:
    """Linear layers with a ReLU behind each but the last."""
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def convolutions(filters: tuple[int, ...], inputs: int) -> nn.Sequential:
    """From rows of `inputs` numbers to rows of features; nothing where there are no filters."""
    if not filters:
        return nn.Sequential()
    side = math.isqrt(inputs)
    layers: list[nn.Module] = [nn.Unflatten(1, (1, side, side))]
    for below, here in pairwise((1, *filters)):
        layers += [nn.Conv2d(below, here, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*layers, nn.Flatten())


class Shuffled:
    """The batches of an epoch in a new order each time, gathered by index."""

    def __init__(self, x: Tensor, y: Tensor, batch_size: int):
        self.x, self.y, self.batch_size = x, y, batch_size

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        for rows in torch.randperm(len(self.x)).split(self.batch_size):
            yield self.x[rows], self.y[rows]


@torch.inference_mode()
def evaluate(model: nn.Module, rows: Rows) -> tuple[float, float]:
    """Loss and accuracy on rows, in large batches."""
    model.eval()
    x, y = map(torch.from_numpy, rows)
    z = torch.cat([model(some) for some in x.split(LARGE)])
    return nn.functional.cross_entropy(z, y).item(), (z.argmax(1) == y).float().mean().item()


def main() -> None:
    started = time.perf_counter()
    given = arguments(("tensors", "loader"))
    work = WORKS[given.job]
    torch.manual_seed(given.seed)
    torch.set_num_threads(given.threads)
    splits = work.read(given.data, np.random.default_rng(given.seed))
    x, y = map(torch.from_numpy, splits.training)

    batches: Iterable[tuple[Tensor, Tensor]]
    if given.form == "loader":
        batches = DataLoader(TensorDataset(x, y), batch_size=work.batch_size, shuffle=True)
    else:
        batches = Shuffled(x, y, work.batch_size)
    below = convolutions(work.filters, x.shape[1])
    features = below(x[:1]).shape[1]
    model = nn.Sequential(*below, *network([features, *work.hidden, work.classes]))
    if given.form == "tensors":
        model = model.to(memory_format=torch.channels_last)  # what is fastest for convolutions
    fused = given.form == "tensors"
    optimizer = torch.optim.Adam(model.parameters(), lr=work.learning_rate, fused=fused)
    loss = nn.CrossEntropyLoss()

    history = []
    for _ in range(work.epochs):
        model.train()
        for x_batch, y_batch in batches:
            optimizer.zero_grad()
            loss(model(x_batch), y_batch).backward()
            optimizer.step()
        history.append(evaluate(model, splits.validation))
    _, accuracy = evaluate(model, splits.test)
    torch.save(model.state_dict(), given.out)
    say(accuracy, time.perf_counter() - started, len(history))


main()
