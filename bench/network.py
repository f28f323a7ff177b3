"""Reads one line of JSON a network, then answers "<name> <steps>" on standard input with the seconds of one (fused) Adam step in PyTorch."""

import json
import sys
import time

import torch
from torch import nn

torch.set_num_threads(1)


def job(units, heads, batch):
    torch.manual_seed(0)
    layers = [layer for i, o in zip(units, units[1:]) for layer in (nn.Linear(i, o), nn.ReLU())]
    trunk = nn.Sequential(*layers)
    ends = nn.ModuleList([nn.Linear(units[-1], k) for k in heads])
    optimizer = torch.optim.Adam([*trunk.parameters(), *ends.parameters()], lr=1e-3, fused=True)
    x = torch.randn(batch, units[0])
    ys = [torch.randint(0, k, (batch,)) if k > 1 else torch.randn(batch) for k in heads]

    def step():
        h = trunk(x)
        loss = 0
        for end, y, k in zip(ends, ys, heads):
            f = end(h)
            loss = loss + (nn.functional.cross_entropy(f, y) if k > 1 else ((f[:, 0] - y) ** 2).mean() / 2)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return step


jobs = {}
for line in sys.stdin:
    if line.startswith("{"):
        given = json.loads(line)
        jobs[given["name"]] = job(given["units"], given["heads"], given["batch"])
        continue
    name, steps = line.split()
    start = time.perf_counter()
    for _ in range(int(steps)):
        jobs[name]()
    print((time.perf_counter() - start) / int(steps), flush=True)
