"""python -B test/oracles/make-accelerated-gradient.py: where MALSAR's accelerated gradient stops, by its formulas on rows in NumPy.

F = sum_t 1/2 |y_t - X_t w_t|^2 + s |W|^2 + r g(W); start at X'Y; momentum (t_old - 1) / t; the curvature starts at 1 and doubles
until F lies below its parabola; stop at |F - F_old| <= tol F_old from the third iteration on.
"""

import numpy as np
from made import write
from numpy.random import RandomState

p, sizes = 4, (9, 13, 6)
T = len(sizes)


def draw(seed):
    r = RandomState(seed)
    X = [np.round(r.randn(n, p) * [1, 3, 0.5, 2] + 1, 2) for n in sizes]
    return X, [np.round(x @ r.randn(p) + r.randn(len(x)), 2) for x in X]


def soft(V, tau):
    return np.sign(V) * np.maximum(np.abs(V) - tau, 0)


def rows(V, tau):
    return V * np.maximum(0, 1 - tau / np.linalg.norm(V, axis=1, keepdims=True))


def spectrum(V, tau):
    U, s, Vt = np.linalg.svd(V, full_matrices=False)
    return (U * np.maximum(s - tau, 0)) @ Vt


norms = {
    "l1": (soft, lambda W: np.abs(W).sum()),
    "l21": (rows, lambda W: np.linalg.norm(W, axis=1).sum()),
    "traceNorm": (spectrum, lambda W: np.linalg.svd(W, compute_uv=False).sum()),
}


def case(penalty, r, s, tol, most, seed):
    X, Y = draw(seed)
    prox, norm = norms[penalty]
    cross = np.column_stack([x.T @ y for x, y in zip(X, Y)])

    def smooth(W):
        return sum(0.5 * np.sum((y - x @ w) ** 2) for x, y, w in zip(X, Y, W.T)) + s * np.sum(W * W)

    def gradient(W):
        return np.column_stack([x.T @ (x @ w) for x, w in zip(X, W.T)]) - cross + 2 * s * W

    now = before = cross
    t, t_old, gamma, last = 1.0, 0.0, 1.0, None
    for iteration in range(1, most + 1):
        a = (t_old - 1) / t
        S = (1 + a) * now - a * before
        G, f = gradient(S), smooth(S)
        while True:
            W = prox(S - G / gamma, r / gamma)
            D = W - S
            if smooth(W) <= f + np.sum(D * G) + gamma / 2 * np.sum(D * D):
                break
            gamma *= 2
        before, now = now, W
        F = smooth(W) + r * norm(W)
        if iteration >= 3 and abs(F - last) <= tol * last:
            break
        last = F
        t_old, t = t, (1 + np.sqrt(1 + 4 * t * t)) / 2
    made = {"penalty": penalty, "strength": r, "ridge": s, "tol": tol, "maxIter": most}
    tasks = [{"X": x.tolist(), "y": y.tolist()} for x, y in zip(X, Y)]
    return {**made, "tasks": tasks, "iterations": iteration, "objective": F, "coef": W.tolist()}


cases = [
    case("l1", 5.0, 0.0, 1e-4, 1000, 0),
    case("l1", 5.0, 0.7, 1e-6, 1000, 1),
    case("l21", 8.0, 0.0, 1e-5, 1000, 2),
    case("l21", 8.0, 0.3, 0.0, 25, 3),
    case("traceNorm", 6.0, 0.0, 1e-5, 1000, 4),
    case("traceNorm", 6.0, 0.5, 1e-3, 1000, 5),
]
write("accelerated-gradient.json", "python -B test/oracles/make-accelerated-gradient.py", {"numpy": np.__version__}, {"cases": cases})
print([c["iterations"] for c in cases])
