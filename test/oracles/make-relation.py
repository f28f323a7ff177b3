"""python -B test/oracles/make-relation.py: task relationships and clusters by NumPy, restarted FISTA for 60 000 iterations.

The proxes are not ours: each looks for its one unknown by bisection, 200 halvings.
"""

import numpy as np
from made import write
from numpy.random import RandomState


def tasks(sizes, p, seed, relevant=2, copies=False):
    r = RandomState(seed)
    W = r.randn(p, relevant) @ r.randn(relevant, len(sizes))
    if copies:
        W[:, 1:] = W[:, :1]
        X = np.round(r.randn(sizes[0], p) + 1, 2)
        y = np.round(X @ W[:, 0] + 0.5 * r.randn(sizes[0]) - 2, 2)
        return [(X, y) for _ in sizes]
    Xs = [np.round(r.randn(n, p) + 1, 2) for n in sizes]
    return [(X, np.round(X @ W[:, t] + 0.5 * r.randn(len(X)) - 2, 2)) for t, X in enumerate(Xs)]


def bisect(f, low, high):
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) > 0 else (low, middle)
    return (low + high) / 2


class Relation:
    """alpha/2 |W|^2 + beta/2 (sum of singular values)^2"""

    name = "taskRelationship"

    def __init__(self, alpha, beta):
        self.given = [alpha, beta]
        self.alpha, self.beta = alpha, beta

    def value(self, s):
        return self.alpha / 2 * (s**2).sum() + self.beta / 2 * s.sum() ** 2

    def shrink(self, s, step):
        s, c = s / (1 + step * self.alpha), step * self.beta / (1 + step * self.alpha)
        tau = bisect(lambda tau: c * np.maximum(s - tau, 0).sum() - tau, 0, s.sum() * c + 1e-300)
        return np.maximum(s - tau, 0)


class Clustered:
    """alpha eta (1 + eta) min sum s^2 / (eta + m), 0 <= m <= 1, sum m = k"""

    name = "clustered"

    def __init__(self, k, alpha, beta):
        self.given = [k, alpha, beta]
        self.k, self.eta = k, beta / alpha
        self.scale = alpha * self.eta * (1 + self.eta)

    def water(self, s, d):
        if (s > 0).sum() <= self.k:
            return (s > 0).astype(float)
        m = lambda level: np.clip(level * s - d, 0, 1)
        return m(bisect(lambda level: self.k - m(level).sum(), 0, (d + 1) / s[s > 0].min()))

    def value(self, s):
        return self.scale * (s**2 / (self.eta + self.water(s, self.eta))).sum()

    def shrink(self, s, step):
        more = 2 * step * self.scale
        m = self.water(s, self.eta + more)
        return s * (self.eta + m) / (self.eta + m + more)


def solve(data, penalty, logistic=False, fit_intercept=True, iterations=60000):
    p, T = data[0][0].shape[1], len(data)
    mean = sum(len(y) for _, y in data) / T
    if fit_intercept and not logistic:
        data = [(X - X.mean(0), y - y.mean()) for X, y in data]
    ones = [np.hstack([X, np.ones((len(X), 1))]) if logistic else X for X, _ in data]
    ys = [y for _, y in data]
    L = max(np.linalg.eigvalsh(X.T @ X)[-1] for X in ones) / mean / (4 if logistic else 1)

    def loss(W):
        total, G = 0, np.zeros_like(W)
        for t, (X, y) in enumerate(zip(ones, ys)):
            f = X @ W[:, t]
            if logistic:
                total += np.logaddexp(0, -y * f).sum()
                G[:, t] = X.T @ (-y / (1 + np.exp(y * f)))
            else:
                total += ((y - f) ** 2).sum() / 2
                G[:, t] = X.T @ (f - y)
        return total / mean, G / mean

    def singular(W):
        return np.linalg.svd(W[:p], compute_uv=False)

    W = np.zeros((p + logistic, T))
    V, t = W, 1.0
    best = np.inf
    for _ in range(iterations):
        new = V - loss(V)[1] / L
        U, s, Vt = np.linalg.svd(new[:p], full_matrices=False)
        new[:p] = U * penalty.shrink(s, 1 / L) @ Vt
        if ((V - new) * (new - W)).sum() > 0:
            t = 1.0
        after = (1 + np.sqrt(1 + 4 * t * t)) / 2
        step = np.abs(new - W).max()
        V, W, t = new + (t - 1) / after * (new - W), new, after
        if step < 1e-15:
            break
    return W[:p], loss(W)[0] + penalty.value(singular(W))


def case(title, data, penalty, logistic=False, fit_intercept=True):
    if logistic:
        data = [(X, np.where(y > np.median(y), 1, -1)) for X, y in data]
    W, objective = solve(data, penalty, logistic, fit_intercept)
    print(title, objective)
    return {
        "title": title,
        "tasks": [{"X": X.tolist(), "y": y.tolist()} for X, y in data],
        "penalty": penalty.name,
        "given": penalty.given,
        "logistic": logistic,
        "fitIntercept": fit_intercept,
        "coef": W.tolist(),
        "objective": objective,
    }


def cases():
    sizes = [9, 13, 7, 11, 10]
    yield case("relation", tasks(sizes, 3, 0), Relation(0.1, 0.05))
    yield case("relation without ridge", tasks(sizes, 3, 1), Relation(0.0, 0.2))
    yield case("relation, no intercept, more features than tasks", tasks(sizes[:3], 6, 2), Relation(0.02, 0.3), fit_intercept=False)
    yield case("relation, fewer rows than features", tasks([4, 3, 5, 2], 7, 3), Relation(0.0, 0.1))
    yield case("relation, tasks that are copies", tasks([9] * 4, 3, 4, copies=True), Relation(0.1, 0.1))
    yield case("relation of labels", tasks(sizes, 3, 5), Relation(0.02, 0.05), logistic=True)
    yield case("clusters", tasks(sizes, 3, 6), Clustered(2, 0.5, 0.05))
    yield case("one cluster, no intercept", tasks(sizes, 3, 7), Clustered(1, 0.2, 0.2), fit_intercept=False)
    yield case("clusters, more features than tasks", tasks(sizes, 7, 8), Clustered(3, 0.3, 0.1))
    yield case("clusters, fewer rows than features", tasks([4, 3, 5, 2], 7, 9), Clustered(2, 1.0, 0.1))
    yield case("as many clusters as there are directions", tasks(sizes, 3, 10), Clustered(3, 2.0, 0.1))
    yield case("clusters, tasks that are copies", tasks([9] * 4, 3, 11, copies=True), Clustered(2, 1.0, 0.1))
    yield case("clusters of labels", tasks(sizes, 3, 12), Clustered(2, 0.2, 0.05), logistic=True)


command = "python -B test/oracles/make-relation.py"
write("relation.json", command, {"numpy": np.__version__}, {"cases": list(cases())})
