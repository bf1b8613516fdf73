"""PyTorch in eager mode: nn.Sequential, batches gathered by index; Adam plain or fused."""

from __future__ import annotations

import time
from itertools import pairwise

import torch
from torch import nn
from workloads import WORKLOADS, arguments, say

given = arguments(("eager", "fused"))
work = WORKLOADS[given.workload]
torch.manual_seed(0)
torch.set_num_threads(given.threads)
x, y = map(torch.from_numpy, work.data())
layers: list[nn.Module] = []
for inputs, outputs in pairwise(work.widths):
    layers += [nn.Linear(inputs, outputs), nn.ReLU()]
model = nn.Sequential(*layers[:-1])
loss: nn.Module = nn.MSELoss() if work.widths[-1] == 1 else nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=given.form == "fused")


def train() -> float:
    """Seconds of the workload's steps."""
    started, done = time.perf_counter(), 0
    while done < work.steps:
        for rows in torch.randperm(len(x)).split(work.batch):
            optimizer.zero_grad()
            loss(model(x[rows]), y[rows]).backward()
            optimizer.step()
            done += 1
    return (time.perf_counter() - started) / done * work.steps


train()
say(train(), work.steps)
