"""python -B test/oracles/make-temporal.py: penalties in time by NumPy, long runs that use no prox but l1's and l21's.

temporal: FISTA with restarts, its squares in the smooth part. fusedSparseGroup: ADMM with copies for jumps, entries and rows.
"""

import numpy as np
from made import write
from numpy.random import RandomState


def draw(sizes, p, seed, labels=False):
    r = RandomState(seed)
    W = np.cumsum(r.randn(p, len(sizes)) * (r.rand(p, len(sizes)) < 0.4), axis=1)
    W[p // 2 :] = 0
    tasks = []
    for t, n in enumerate(sizes):
        X = np.round(r.randn(n, p) + 0.3, 2)
        y = X @ W[:, t] + 0.7 * r.randn(n) + 1
        tasks.append((X, np.where(y > np.median(y), 1.0, -1.0) if labels else np.round(y, 2)))
    return tasks


class Smooth:
    """The loss of W and b together: rows p of V are the intercepts."""

    def __init__(self, tasks, labels):
        self.labels = labels
        self.n = sum(len(y) for _, y in tasks) / len(tasks)
        self.tasks = [(np.hstack([X, np.ones((len(X), 1))]), y) for X, y in tasks]
        bend = max(np.linalg.norm(X, 2) ** 2 for X, _ in self.tasks) / self.n
        self.bend = bend / 4 if labels else bend

    def value(self, V):
        total = 0
        for t, (X, y) in enumerate(self.tasks):
            z = X @ V[:, t]
            total += np.logaddexp(0, -y * z).sum() if self.labels else ((y - z) ** 2).sum() / 2
        return total / self.n

    def slope(self, V):
        G = np.empty_like(V)
        for t, (X, y) in enumerate(self.tasks):
            z = X @ V[:, t]
            r = -y / (1 + np.exp(y * z)) if self.labels else z - y
            G[:, t] = X.T @ r / self.n
        return G


def groups(W, by):
    size = np.linalg.norm(W, axis=1, keepdims=True)
    return W * np.maximum(0, 1 - by / np.maximum(size, 1e-300))


def temporal(smooth, p, T, alpha, beta):
    L = np.diag(np.r_[1, np.full(T - 2, 2.0), 1]) - np.eye(T, k=1) - np.eye(T, k=-1)
    step = 1 / (smooth.bend + 4 * alpha)
    V = before = np.zeros((p + 1, T))
    k = 1
    for _ in range(400_000):
        S = V + (k - 1) / (k + 2) * (V - before)
        G = smooth.slope(S)
        G[:p] += alpha * S[:p] @ L
        new = S - step * G
        new[:p] = groups(new[:p], step * beta)
        k = 1 if ((S - new) * (new - V)).sum() > 0 else k + 1
        before, V = V, new
        if np.abs(V - before).max() < 1e-15:
            break
    W = V[:p]
    g = alpha / 2 * np.trace(W @ L @ W.T) + beta * np.linalg.norm(W, axis=1).sum()
    return smooth.value(V) + g, W


def fused(smooth, p, T, alpha, beta, gamma):
    """Three copies: W D for the jumps, W for the entries, W for the rows."""
    D = (np.eye(T, k=0) - np.eye(T, k=-1))[:, : T - 1]
    rho = 0.3
    K = np.kron(np.eye(p), D @ D.T + 2 * np.eye(T))  # of W by rows
    big = np.zeros(((p + 1) * T,) * 2)
    c = np.zeros((p + 1, T))
    for t, (X, y) in enumerate(smooth.tasks):
        G = X.T @ X / smooth.n
        c[:, t] = X.T @ y / smooth.n
        index = np.arange(p + 1) * T + t
        big[np.ix_(index, index)] += G
    big[: p * T, : p * T] += rho * K
    inverse = np.linalg.inv(big)
    J, A, B = np.zeros((p, T - 1)), np.zeros((p, T)), np.zeros((p, T))
    u, v, w = np.zeros_like(J), np.zeros_like(A), np.zeros_like(B)
    for _ in range(200_000):
        right = c.copy()
        right[:p] += rho * ((J - u) @ D.T + (A - v) + (B - w))
        V = (inverse @ right.ravel()).reshape(p + 1, T)
        W = V[:p]
        J = np.sign(W @ D + u) * np.maximum(0, np.abs(W @ D + u) - beta / rho)
        A = np.sign(W + v) * np.maximum(0, np.abs(W + v) - alpha / rho)
        old = B
        B = groups(W + w, gamma / rho)
        u, v, w = u + W @ D - J, v + W - A, w + W - B
        if max(np.abs(W - B).max(), np.abs(W - A).max(), np.abs(W @ D - J).max(), np.abs(B - old).max()) < 1e-14:
            break
    W = V[:p]
    g = alpha * np.abs(W).sum() + beta * np.abs(W @ D).sum() + gamma * np.linalg.norm(W, axis=1).sum()
    return smooth.value(V) + g, W


def case(title, kind, strengths, sizes, p, seed, labels=False):
    tasks = draw(sizes, p, seed, labels)
    smooth = Smooth(tasks, labels)
    solve = temporal if kind == "temporal" else fused
    objective, W = solve(smooth, p, len(sizes), *strengths)
    print(title, objective, (np.linalg.norm(W, axis=1) > 1e-9).sum(), (np.abs(W) > 1e-9).sum(), (np.abs(np.diff(W)) > 1e-9).sum())
    data = [{"X": X.tolist(), "y": y.tolist()} for X, y in tasks]
    return {"title": title, "kind": kind, "strengths": strengths, "labels": labels, "tasks": data, "objective": objective, "coef": W.tolist()}


def cases():
    yield case("smooth", "temporal", [0.8, 0.25], [11, 9, 13, 7, 10], 6, 0)
    yield case("smooth, tightly coupled", "temporal", [30, 0.1], [11, 9, 13, 7, 10, 8, 9], 6, 1)
    yield case("smooth, fewer rows than features", "temporal", [0.5, 0.3], [5, 6, 4, 7], 9, 2)
    yield case("smooth, labels", "temporal", [0.3, 0.05], [11, 9, 13, 17], 5, 3, True)
    yield case("jumps, entries and rows", "fused", [0.05, 0.2, 0.15], [11, 9, 13, 7, 10], 6, 4)
    yield case("jumps and rows", "fused", [0, 0.3, 0.2], [11, 9, 13, 7, 10, 8, 9], 6, 5)
    yield case("jumps and entries", "fused", [0.15, 0.25, 0], [12, 13, 11, 14], 7, 6)


command = "python -B test/oracles/make-temporal.py"
write("temporal.json", command, {"numpy": np.__version__}, {"cases": list(cases())})
