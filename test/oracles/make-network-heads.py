"""python -B test/oracles/make-network-heads.py: one step and one epoch of Adam with every head and every activation, weighted, in PyTorch."""

import numpy as np
import torch
from made import write
from numpy.random import RandomState
from torch.nn import functional as F

torch.set_num_threads(1)
n, p, hidden, K, batch, delta = 29, 5, [11, 7], 3, 8, 0.7
random = RandomState(5)
X = np.round(random.randn(n, p), 2)
targets = [
    (X[:, 3] > 0).astype(float) + (X[:, 4] > 0.5),
    np.round(X[:, 0] - X[:, 1] * X[:, 2], 2),
    np.round(X[:, 1] + 2 * X[:, 4], 2),
    (X[:, 0] > X[:, 1]).astype(float),
    random.poisson(np.exp(X[:, 2] / 2)).astype(float),
]
losses = [("softmax", K, 1), ("squared", 1, 0.5), ("huber", 1, 2), ("binary", 1, 1.5), ("poisson", 1, 0.25)]
weights = np.round(random.uniform(0, 2, (len(losses), n)), 2) * (random.uniform(size=(len(losses), n)) > 0.2)
units = [p, *hidden, sum(columns for _, columns, _ in losses)]
start = [(np.round(random.uniform(-1, 1, (o, i)) / i**0.5, 3), np.round(random.uniform(-1, 1, o) / i**0.5, 3)) for i, o in zip(units, units[1:])]
order = random.permutation(n)
activations = {"identity": lambda z: z, "relu": F.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "gelu": F.gelu, "silu": F.silu}


def judge(name, f, y):
    if name == "softmax":
        return F.cross_entropy(f, y.long(), reduction="none")
    f = f[:, 0]
    if name == "squared":
        return F.mse_loss(f, y, reduction="none") / 2
    if name == "huber":
        return F.huber_loss(f, y, reduction="none", delta=delta)
    if name == "binary":
        return F.binary_cross_entropy_with_logits(f, y, reduction="none")
    return F.poisson_nll_loss(f, y, log_input=True, full=False, reduction="none")


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


def train(act):
    layers = build(torch.float32)
    optimizer = torch.optim.Adam([q for layer in layers for q in layer.parameters()], lr=0.01)
    x, ys, ss = (torch.tensor(np.array(of), dtype=torch.float32) for of in (X, targets, weights))
    after, sums = [], []
    for first in range(0, n, batch):
        rows = torch.tensor(order[first : first + batch])
        h = x[rows]
        for layer in layers[:-1]:
            h = act(layer(h))
        f = torch.split(layers[-1](h), [columns for _, columns, _ in losses], dim=1)
        own = [(ss[t][rows] * judge(name, f[t], ys[t][rows])).sum() for t, (name, _, _) in enumerate(losses)]
        loss = sum(weight * one for (_, _, weight), one in zip(losses, own)) / len(rows)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        after.append(flat(layers))
        sums.append([one.item() for one in own])
    return {"losses": sums[0], "step": after[0], "epoch": after[-1]}


content = {
    "X": X.tolist(),
    "targets": [of.tolist() for of in targets],
    "weights": weights.tolist(),
    "heads": [{"loss": name, "columns": columns, "weight": weight, **({"bend": delta} if name == "huber" else {})} for name, columns, weight in losses],
    "hidden": hidden,
    "batch": batch,
    "order": order.tolist(),
    "start": flat(build(torch.float64)),
    "cases": [{"activation": name, **train(act)} for name, act in activations.items()],
}
write("network-heads.json", "python -B test/oracles/make-network-heads.py", {"torch": torch.__version__, "numpy": np.__version__}, content)
