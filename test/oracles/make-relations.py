"""python -B test/oracles/make-relations.py: squares between tasks, graph and meanRegularized, by dense linear algebra. Needs NumPy.

Squared loss: F(W) = 1/(2 n̄) Σ ‖y_t − X_t w_t − b_t‖² + 1/2 tr(W B Wᵀ) + ridge/2 ‖W‖² + l1 Σ|W| + trace ‖W‖_*, one linear system in pT unknowns
where there is no norm, else a million proximal gradient steps at most. Logistic loss: 1/n̄ Σ log(1 + exp(−y f)), Newton on all unknowns.
"""

import numpy as np
from made import write
from numpy.random import RandomState


def laplacian(T, edges, mean):
    B = mean * (np.eye(T) - np.ones((T, T)) / T)
    for s, t, a in edges:
        B[[s, t], [s, t]] += a
        B[[s, t], [t, s]] -= a
    return B


def own_rows(T, p, seed, least=4):
    r = RandomState(seed)
    base = r.randn(p)
    tasks = []
    for t in range(T):
        n = least + 3 * t
        X = np.round(r.randn(n, p), 2)
        y = X @ (base + 0.5 * r.randn(p)) + 2 * r.randn() + 0.3 * r.randn(n)
        tasks.append((X, np.round(y, 2)))
    return tasks


def shared_rows(T, p, n, seed):
    r = RandomState(seed)
    X = np.round(r.randn(n, p), 2)
    Y = np.round(X @ (r.randn(p, 1) + 0.5 * r.randn(p, T)) + r.randn(T) + 0.3 * r.randn(n, T), 2)
    return [(X, Y[:, t]) for t in range(T)]


def value(tasks, W, B, ridge, l1, trace):
    bar = np.mean([len(y) for _, y in tasks])
    loss = 0
    for (X, y), w in zip(tasks, W.T):
        e = (y - y.mean()) - (X - X.mean(0)) @ w
        loss += e @ e / (2 * bar)
    rest = l1 * np.abs(W).sum() + trace * np.linalg.svd(W, compute_uv=False).sum()
    return loss + np.trace(W @ B @ W.T) / 2 + ridge / 2 * (W**2).sum() + rest


def fit(tasks, B, ridge, l1, trace):
    T, p = len(tasks), tasks[0][0].shape[1]
    bar = np.mean([len(y) for _, y in tasks])
    H = np.kron(B + ridge * np.eye(T), np.eye(p))
    c = np.zeros(T * p)
    for t, (X, y) in enumerate(tasks):
        A = X - X.mean(0)
        own = slice(t * p, (t + 1) * p)
        H[own, own] += A.T @ A / bar
        c[own] = A.T @ (y - y.mean()) / bar
    if l1 == trace == 0:
        return np.linalg.lstsq(H, c, rcond=1e-13)[0].reshape(T, p).T
    w = last = np.zeros(T * p)
    step, k = 1 / np.linalg.eigvalsh(H)[-1], 1.0
    v = w
    for turn in range(1_000_000):
        w = v - step * (H @ v - c)
        w = np.sign(w) * np.maximum(np.abs(w) - step * l1, 0)
        if trace:
            U, s, V = np.linalg.svd(w.reshape(T, p), full_matrices=False)
            w = (U * np.maximum(s - step * trace, 0) @ V).ravel()
        if turn > 10 and np.abs(w - last).max() < 1e-16:
            break
        if (v - w) @ (w - last) > 0:
            k = 1.0
        after = (1 + np.sqrt(1 + 4 * k * k)) / 2
        v, last, k = w + (k - 1) / after * (w - last), w, after
    return w.reshape(T, p).T


def logistic(tasks, B, ridge):
    T, p = len(tasks), tasks[0][0].shape[1]
    bar = np.mean([len(y) for _, y in tasks])
    Q = np.kron(B + ridge * np.eye(T), np.eye(p))
    z = np.zeros(T * (p + 1))

    def at(z):
        f, g, H = 0.0, np.zeros_like(z), np.zeros((len(z), len(z)))
        for t, (X, y) in enumerate(tasks):
            A = np.hstack([X, np.ones((len(y), 1))])
            own = np.r_[t * p : (t + 1) * p, T * p + t]
            m = y * (A @ z[own])
            f += np.logaddexp(0, -m).sum() / bar
            q = 1 / (1 + np.exp(m))
            g[own] -= A.T @ (y * q) / bar
            H[np.ix_(own, own)] += (A.T * (q * (1 - q))) @ A / bar
        w = z[: T * p]
        g[: T * p] += Q @ w
        H[: T * p, : T * p] += Q
        return f + w @ Q @ w / 2, g, H

    for _ in range(100):
        f, g, H = at(z)
        d = np.linalg.lstsq(H, g, rcond=1e-14)[0]
        s = 1.0
        while at(z - s * d)[0] > f and s > 1e-9:
            s /= 2
        z = z - s * d
    return at(z)[0], z[: T * p].reshape(T, p).T


ring = [(0, 1, 1.0), (1, 2, 0.5), (2, 3, 2.0), (3, 4, 1.0), (4, 5, 0.25), (5, 6, 1.0), (6, 0, 3.0), (1, 4, 0.7)]
parts = [(0, 1, 1.0), (1, 2, 2.0), (4, 5, 0.5)]


own, few, some = own_rows(7, 5, 0), own_rows(7, 9, 2, 2), own_rows(7, 3, 3, 6)
shared = shared_rows(7, 5, 23, 1)
data = {"own": own, "few": few, "some": some, "shared": shared}


def case(title, name, alpha, edges=(), mean=0.0, ridge=0.0, l1=0.0, trace=0.0):
    tasks = data[name]
    B = laplacian(len(tasks), [(s, t, alpha * a) for s, t, a in edges], mean)
    W = fit(tasks, B, ridge, l1, trace)
    asked = {"alpha": alpha, "edges": edges, "mean": mean, "ridge": ridge, "l1": l1, "trace": trace}
    return {"title": title, **asked, "data": name, "objective": value(tasks, W, B, ridge, l1, trace), "coef": W.tolist()}


def cases():
    yield case("mean, own rows", "own", 0, mean=0.3)
    yield case("mean, shared rows", "shared", 0, mean=0.3)
    yield case("mean, fewer rows than features", "few", 0, mean=0.02)
    yield case("mean and ridge, own rows", "own", 0, mean=2.0, ridge=0.1)
    yield case("graph, own rows", "own", 0.4, ring)
    yield case("graph, shared rows", "shared", 0.4, ring)
    yield case("graph and ridge, fewer rows than features", "few", 1.5, ring, ridge=1e-3)
    yield case("graph in parts, own rows", "some", 1.5, parts)
    yield case("graph in parts, shared rows", "shared", 1.5, parts)
    yield case("graph and mean, own rows", "own", 0.4, ring, mean=0.2)
    yield case("graph and mean, shared rows", "shared", 0.4, ring, mean=0.2)
    yield case("mean and l1, own rows", "own", 0, mean=0.3, ridge=0.05, l1=0.1)
    yield case("graph and l1, own rows", "own", 0.4, ring, ridge=0.05, l1=0.1)
    yield case("graph and trace norm, shared rows", "shared", 0.4, ring, ridge=0.05, trace=0.3)


def labelled():
    r = RandomState(7)
    tasks = []
    for t in range(5):
        n, p = 25 + 3 * t, 4
        X = np.round(r.randn(n, p), 2)
        f = X @ np.array([1.5, -1, 0.5, 0]) + 0.5 * X @ r.randn(p) + 0.7 * r.randn(n)
        tasks.append((X, np.where(f > 0.2, 1.0, -1.0)))
    return tasks


def labels():
    tasks = data["labels"]
    chain = [(0, 1, 1.0), (1, 2, 1.0), (2, 3, 0.5), (3, 4, 2.0)]
    for title, edges, mean, ridge in [("mean", [], 0.1, 0.0), ("graph", chain, 0.0, 0.0), ("graph and ridge", chain, 0.0, 0.05)]:
        f, W = logistic(tasks, laplacian(5, edges, mean), ridge)
        yield {"title": title, "edges": edges, "mean": mean, "ridge": ridge, "objective": f, "coef": W.tolist()}


data["labels"] = labelled()
found = list(cases())
command = "python -B test/oracles/make-relations.py"
answers = list(labels())
data = {name: [{"X": X.tolist(), "y": y.tolist()} for X, y in tasks] for name, tasks in data.items()}
write("relations.json", command, {"numpy": np.__version__}, {"data": data, "cases": found, "labels": answers})
