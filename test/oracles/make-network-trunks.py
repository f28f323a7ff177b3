"""python -B test/oracles/make-network-trunks.py: one step and one epoch of Adam in networks with other trunks than one, in PyTorch."""

import numpy as np
import torch
from made import write
from numpy.random import RandomState
from torch import nn

torch.set_num_threads(1)
n, p, hidden, columns, batch = 29, 5, [7, 4], [3, 1], 8
T = len(columns)
random = RandomState(3)
X = np.round(random.randn(n, p), 2)
number = np.round(X[:, 0] - X[:, 1] * X[:, 2] + 0.1 * random.randn(n), 2)
label = (X[:, 3] > 0).astype(int) + (X[:, 4] > 0.5)
order = random.permutation(n)


def linear(inputs, outputs):
    layer = nn.Linear(inputs, outputs)
    with torch.no_grad():
        for q in layer.parameters():
            q.copy_(torch.tensor(np.round(random.uniform(-1, 1, q.shape) / inputs**0.5, 3)))
    return layer


class Expert(nn.Module):
    """Hidden layers one after the other."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(linear(i, o) for i, o in zip([p, *hidden], hidden))

    def forward(self, x):
        for layer in self.layers:
            x = torch.tanh(layer(x))
        return x


class Gated(nn.Module):
    """MMoE (Ma et al. 2018) where own is 0, CGC (Tang et al. 2020) where it is not."""

    def __init__(self, shared, own):
        super().__init__()
        self.shared = nn.ModuleList(Expert() for _ in range(shared))
        self.own = nn.ModuleList(nn.ModuleList(Expert() for _ in range(own)) for _ in range(T))
        self.gates = nn.ModuleList(linear(p, own + shared) for _ in range(T))

    def forward(self, x):
        common = [expert(x) for expert in self.shared]
        reads = []
        for own, gate in zip(self.own, self.gates):
            experts = torch.stack([expert(x) for expert in own] + common, dim=1)
            reads.append((torch.softmax(gate(x), dim=1)[:, :, None] * experts).sum(dim=1))
        return reads

    def parts(self):
        shared = [layer for expert in self.shared for layer in expert.layers]
        own = [part for experts, gate in zip(self.own, self.gates) for part in [*(layer for e in experts for layer in e.layers), gate]]
        return shared + own


class Stitched(nn.Module):
    """Cross-stitch units (Misra et al. 2016) after every layer; without them a trunk a task."""

    def __init__(self, keep):
        super().__init__()
        self.trunks = nn.ModuleList(Expert() for _ in range(T))
        self.keep = keep
        alpha = np.where(np.eye(T) > 0, keep or 1, (1 - (keep or 1)) / (T - 1))
        self.alphas = nn.ParameterList(torch.tensor(alpha, dtype=torch.float32) for _ in hidden)

    def forward(self, x):
        reads = [x for _ in range(T)]
        for l, alpha in enumerate(self.alphas):
            own = [torch.tanh(trunk.layers[l](h)) for trunk, h in zip(self.trunks, reads)]
            reads = [sum(alpha[t, s] * own[s] for s in range(T)) for t in range(T)] if self.keep else own
        return reads

    def parts(self):
        if not self.keep:
            return [layer for trunk in self.trunks for layer in trunk.layers]
        return [part for l, alpha in enumerate(self.alphas) for part in [*(trunk.layers[l] for trunk in self.trunks), alpha]]


def flat(parts):
    """All matrices, then all biases, and the stitches among these."""
    matrices = [part.weight.detach().numpy().astype(float).ravel() for part in parts if isinstance(part, nn.Linear)]
    biases = [(part.bias if isinstance(part, nn.Linear) else part).detach().numpy().astype(float).ravel() for part in parts]
    pad = lambda x: np.concatenate([x, np.zeros(-len(x) % 4)])  # noqa: E731
    return np.concatenate([pad(np.concatenate(matrices)), pad(np.concatenate(biases))]).tolist()


def train(trunk):
    heads = nn.ModuleList(linear(hidden[-1], k) for k in columns)
    parts = [*trunk.parts(), *heads]
    start = flat(parts)
    optimizer = torch.optim.Adam([q for part in parts for q in ([part] if isinstance(part, nn.Parameter) else part.parameters())], lr=0.01)
    x, y, c = torch.tensor(X, dtype=torch.float32), torch.tensor(number, dtype=torch.float32), torch.tensor(label)
    after = []
    for first in range(0, n, batch):
        rows = torch.tensor(order[first : first + batch])
        f = [head(h) for head, h in zip(heads, trunk(x[rows]))]
        loss = nn.functional.cross_entropy(f[0], c[rows]) + ((f[1][:, 0] - y[rows]) ** 2).mean() / 2
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        after.append(flat(parts))
    return {"start": start, "step": after[0], "epoch": after[-1]}


cases = [
    ("mixtureOfExperts", {"experts": 3}, Gated(3, 0)),
    ("customizedGates", {"shared": 2, "own": 1}, Gated(2, 1)),
    ("crossStitch", {"keep": 0.8}, Stitched(0.8)),
    ("ownTrunks", {}, Stitched(None)),
]
content = {
    "X": X.tolist(),
    "number": number.tolist(),
    "label": label.tolist(),
    "hidden": hidden,
    "batch": batch,
    "order": order.tolist(),
    "cases": [{"name": name, "parameters": parameters, **train(trunk)} for name, parameters, trunk in cases],
}
write("network-trunks.json", "python -B test/oracles/make-network-trunks.py", {"torch": torch.__version__, "numpy": np.__version__}, content)
