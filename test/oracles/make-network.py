"""python -B test/oracles/make-network.py: one step and one epoch of a network with a softmax and a squared head, in PyTorch."""

import numpy as np
import torch
from made import write
from numpy.random import RandomState

torch.set_num_threads(1)
n, p, hidden, K, batch = 29, 5, [11, 7], 3, 8
random = RandomState(0)
X = np.round(random.randn(n, p), 2)
number = np.round(X[:, 0] - X[:, 1] * X[:, 2] + 0.1 * random.randn(n), 2)
label = (X[:, 3] > 0).astype(int) + (X[:, 4] > 0.5)
number[[3, 17]] = np.nan
units = [p, *hidden, K + 1]
start = [(np.round(random.uniform(-1, 1, (o, i)) / i**0.5, 3), np.round(random.uniform(-1, 1, o) / i**0.5, 3)) for i, o in zip(units, units[1:])]
order = random.permutation(n)


def flat(layers):
    matrices = [layer.weight.detach().numpy().astype(float).ravel() for layer in layers]
    biases = [layer.bias.detach().numpy().astype(float) for layer in layers]
    pad = lambda x: np.concatenate([x, np.zeros(-len(x) % 4)])  # noqa: E731
    return np.concatenate([pad(np.concatenate(matrices)), pad(np.concatenate(biases))]).tolist()


def build(dtype):
    layers = [torch.nn.Linear(i, o, dtype=dtype) for i, o in zip(units, units[1:])]
    with torch.no_grad():
        for layer, (w, b) in zip(layers, start):
            layer.weight.copy_(torch.tensor(w))
            layer.bias.copy_(torch.tensor(b))
    return layers


def train(make, decay=0.0, clip=0.0, dtype=torch.float32):
    layers = build(dtype)
    groups = [
        {"params": [layer.weight for layer in layers], "weight_decay": decay},
        {"params": [layer.bias for layer in layers], "weight_decay": 0.0},
    ]
    optimizer = make(groups)
    x, y, c = torch.tensor(X, dtype=dtype), torch.tensor(number, dtype=dtype), torch.tensor(label)
    seen = ~torch.isnan(y)
    share = seen.to(dtype).mean()  # a task's loss over a batch, scaled so that its mean over the batches is that over its rows
    after = []
    for first in range(0, n, batch):
        rows = torch.tensor(order[first : first + batch])
        h = x[rows]
        for layer in layers[:-1]:
            h = torch.tanh(layer(h))
        f = layers[-1](h)
        squares = torch.where(seen[rows], (f[:, K] - torch.nan_to_num(y[rows])) ** 2 / 2, 0)
        loss = torch.nn.functional.cross_entropy(f[:, :K], c[rows]) + squares.mean() / share
        optimizer.zero_grad()
        loss.backward()
        if clip:
            torch.nn.utils.clip_grad_norm_([q for layer in layers for q in layer.parameters()], clip)
        optimizer.step()
        after.append(flat(layers))
    return {"step": after[0], "epoch": after[-1]}


cases = [
    ("sgd", "sgd", {"lr": 0.1}, 0, 0),
    ("sgd, decay", "sgd", {"lr": 0.1}, 0.05, 0),
    ("momentum", "sgd", {"lr": 0.1, "momentum": 0.9}, 0, 0),
    ("nesterov", "sgd", {"lr": 0.1, "momentum": 0.9, "nesterov": True}, 0.01, 0),
    ("sgd, clipped", "sgd", {"lr": 0.1}, 0, 0.2),
    ("adam", "adam", {"lr": 0.01}, 0, 0),
    ("adam, decay", "adam", {"lr": 0.01, "betas": [0.8, 0.99]}, 0.05, 0),
    ("adamW", "adamW", {"lr": 0.01}, 0.1, 0),
]
kinds = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamW": torch.optim.AdamW}
content = {
    "X": X.tolist(),
    "number": [None if np.isnan(v) else v for v in number],
    "label": label.tolist(),
    "hidden": hidden,
    "batch": batch,
    "order": order.tolist(),
    "start": flat(build(torch.float64)),
    "cases": [
        {"title": title, "optimizer": kind, "options": options, "weightDecay": decay, "clipNorm": clip, **train(lambda groups: kinds[kind](groups, **options), decay, clip)}
        for title, kind, options, decay, clip in cases
    ],
}
write("network.json", "python -B test/oracles/make-network.py", {"torch": torch.__version__, "numpy": np.__version__}, content)
