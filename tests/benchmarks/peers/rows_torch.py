"""PyTorch: train and save a network, or load it and predict the classes of a file of rows."""

from __future__ import annotations

import sys

import numpy as np
import torch
from torch import nn

what, data, path = sys.argv[1:]
rows = np.load(data)
x = torch.from_numpy(rows["x"])
model = nn.Sequential(nn.Linear(x.shape[1], 64), nn.ReLU(), nn.Linear(64, 2))
if what == "train":
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    y = torch.from_numpy(rows["y"])
    for batch in torch.randperm(len(x)).split(32):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
        optimizer.step()
    torch.save(model.state_dict(), path)
else:
    model.load_state_dict(torch.load(path))
    with torch.inference_mode():
        classes = torch.cat([model(part).argmax(1) for part in x.split(100_000)])
    np.savez("predicted.npz", y=classes.numpy())
