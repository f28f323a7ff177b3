"""python -B test/oracles/make-block-descent.py: MultiTaskLasso and MultiTaskElasticNet by scikit-learn. Needs scikit-learn.

`alpha` is relative to the smallest one with no coefficient; penalties are alpha (ratio ‖W‖₂₁ + (1 − ratio)/2 ‖W‖²).
"""

import numpy as np
import sklearn
from made import write
from numpy.random import RandomState
from sklearn.linear_model import Lasso, MultiTaskElasticNet


def draw(n, p, T, seed, relevant=3):
    r = RandomState(seed)
    X = np.round(r.randn(n, p), 2)
    W = np.zeros((p, T))
    W[:relevant] = r.randn(relevant, T)
    return X, np.round(X @ W + 0.3 * r.randn(n, T), 2)


def case(title, X, Y, part, ratio=1.0):
    n = len(X)
    alpha = part * np.linalg.norm(X.T @ Y, axis=1).max() / n / ratio
    settings = {"fit_intercept": False, "tol": 1e-14, "max_iter": 1_000_000}
    model = MultiTaskElasticNet(alpha=alpha, l1_ratio=ratio, **settings).fit(X, Y)
    W = model.coef_.T
    value = ((Y - X @ W) ** 2).sum() / (2 * n) + alpha * (
        ratio * np.linalg.norm(W, axis=1).sum() + (1 - ratio) / 2 * (W**2).sum()
    )
    made = {"title": title, "X": X.tolist(), "Y": Y.tolist(), "l21": alpha * ratio, "ridge": alpha * (1 - ratio)}
    return {**made, "coef": W.tolist(), "objective": value, "gap": float(model.dual_gap_)}


def cases():
    yield case("n > p", *draw(29, 7, 3, 0), 0.2)
    yield case("n > p, elastic net", *draw(29, 7, 3, 0), 0.2, 0.6)
    yield case("p > n", *draw(13, 31, 5, 1), 0.1)
    yield case("p > n, elastic net", *draw(13, 31, 5, 1), 0.1, 0.3)
    yield case("p > n, a small alpha", *draw(7, 41, 2, 2), 0.01)
    yield case("one task", *draw(19, 11, 1, 3), 0.05)
    X, Y = draw(17, 6, 4, 4)
    X[:, 5] = 0
    yield case("a column of zeros", X, Y, 0.1)


def single():
    """Tasks alone: what an l1 penalty on all entries gives."""
    X, Y = draw(23, 9, 3, 5)
    alpha = 0.1 * np.abs(X.T @ Y).max() / len(X)
    fit = [Lasso(alpha=alpha, fit_intercept=False, tol=1e-14, max_iter=1_000_000).fit(X, y).coef_ for y in Y.T]
    return {"X": X.tolist(), "Y": Y.tolist(), "l1": alpha, "coef": np.array(fit).T.tolist()}


command = "python -B test/oracles/make-block-descent.py"
versions = {"scikit-learn": sklearn.__version__, "numpy": np.__version__}
write("block-descent.json", command, versions, {"cases": list(cases()), "lasso": single()})
