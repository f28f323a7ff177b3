"""python -B test/oracles/make-reduced-rank.py: reduced-rank ridge regression by NumPy, from the SVD of the fitted values."""

import numpy as np
from made import write
from numpy.random import RandomState


def draw(n, p, T, seed, relevant=2):
    r = RandomState(seed)
    X = np.round(r.randn(n, p) + 1, 2)
    return X, np.round(X @ r.randn(p, relevant) @ r.randn(relevant, T) + 0.5 * r.randn(n, T) - 2, 2)


def case(title, X, Y, rank, alpha, weight=None, fit_intercept=True):
    s = np.ones(len(X)) if weight is None else weight
    n = s.sum()
    mx = s @ X / n if fit_intercept else np.zeros(X.shape[1])
    my = s @ Y / n if fit_intercept else np.zeros(Y.shape[1])
    root = np.sqrt(s)[:, None]
    A = np.vstack([root * (X - mx), np.sqrt(n * alpha) * np.eye(X.shape[1])])
    B = np.vstack([root * (Y - my), np.zeros((X.shape[1], Y.shape[1]))])
    full = np.linalg.lstsq(A, B, rcond=None)[0]
    V = np.linalg.svd(A @ full)[2][:rank].T
    W = full @ V @ V.T
    made = {"title": title, "X": X.tolist(), "Y": Y.tolist(), "rank": rank, "alpha": alpha, "fitIntercept": fit_intercept}
    if weight is not None:
        made["sampleWeight"] = weight.tolist()
    objective = ((B - A @ W) ** 2).sum() / (2 * n)
    return {**made, "coef": W.tolist(), "intercept": (my - mx @ W).tolist(), "objective": objective}


def cases():
    tall = draw(23, 5, 4, 0)
    weight = RandomState(1).randint(1, 4, 23) / 2
    yield case("rank 1", *tall, 1, 0.0)
    yield case("rank 2 and a ridge", *tall, 2, 0.3)
    yield case("no intercept", *tall, 2, 0.1, fit_intercept=False)
    yield case("weights", *tall, 2, 0.1, weight)
    yield case("rank 4, which is no bound", *tall, 4, 0.1)
    yield case("p > n", *draw(7, 11, 3, 2), 2, 0.2)
    yield case("more tasks than features", *draw(19, 3, 7, 3), 2, 0.05)
    X, Y = draw(17, 4, 3, 4)
    X[:, 3] = X[:, 0] - 2 * X[:, 1]
    yield case("linearly dependent features: the smallest norm", X, Y, 1, 0.0)


command = "python -B test/oracles/make-reduced-rank.py"
write("reduced-rank.json", command, {"numpy": np.__version__}, {"cases": list(cases())})
