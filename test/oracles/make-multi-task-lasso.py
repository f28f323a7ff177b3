"""python -B test/oracles/make-multi-task-lasso.py: MultiTaskLasso and MultiTaskElasticNet, intercept and weights, by scikit-learn."""

import numpy as np
import sklearn
from made import write
from numpy.random import RandomState
from sklearn.linear_model import MultiTaskElasticNet, MultiTaskLasso


def draw(n, p, T, seed, relevant=3):
    r = RandomState(seed)
    X = np.round(r.randn(n, p) + 2, 2)
    W = np.zeros((p, T))
    W[:relevant] = r.randn(relevant, T)
    return X, np.round(X @ W + 0.3 * r.randn(n, T) - 1, 2)


def case(title, X, Y, alpha, ratio=None, weight=None, fit_intercept=True):
    settings = {"fit_intercept": fit_intercept, "tol": 1e-13, "max_iter": 1_000_000}
    base = MultiTaskLasso(alpha=alpha, **settings) if ratio is None else MultiTaskElasticNet(alpha=alpha, l1_ratio=ratio, **settings)
    model = base.fit(X, Y, sample_weight=weight)
    made = {"title": title, "X": X.tolist(), "Y": Y.tolist(), "alpha": alpha, "fitIntercept": fit_intercept}
    if ratio is not None:
        made["l1Ratio"] = ratio
    if weight is not None:
        made["sampleWeight"] = weight.tolist()
    return {**made, "coef": model.coef_.T.tolist(), "intercept": np.broadcast_to(model.intercept_, Y.shape[1]).tolist()}


def cases():
    tall = draw(29, 7, 3, 0)
    wide = draw(13, 31, 5, 1)
    weight = RandomState(2).randint(0, 4, 29) / 2
    yield case("n > p", *tall, 0.2)
    yield case("n > p, weights", *tall, 0.2, weight=weight)
    yield case("n > p, no intercept", *tall, 0.2, fit_intercept=False)
    yield case("n > p, elastic net", *tall, 0.3, 0.6)
    yield case("n > p, elastic net, weights, no intercept", *tall, 0.3, 0.6, weight, False)
    yield case("p > n", *wide, 0.1)
    yield case("p > n, weights", *wide, 0.1, weight=RandomState(3).randint(1, 4, 13) / 2)
    yield case("p > n, elastic net", *wide, 0.1, 0.3)
    yield case("p > n, no intercept", *wide, 0.1, fit_intercept=False)
    yield case("as many features as rows", *draw(13, 13, 3, 6), 0.05)
    yield case("one task", *draw(19, 11, 1, 3), 0.05)
    yield case("one task, elastic net, p > n", *draw(11, 19, 1, 5), 0.05, 0.7)
    yield case("one feature", *draw(9, 1, 4, 7, 1), 0.05)
    X, Y = draw(17, 6, 4, 4)
    X[:, 5] = X[:, 0]
    yield case("a feature twice, elastic net", X, Y, 0.1, 0.5)
    yield case("a feature twice and a constant one", np.column_stack([X, np.full(17, 3.0)]), Y, 0.3, 0.9)
    yield case("a target that is constant", X[:, :5], np.where(np.arange(4) == 2, 1.5, Y), 0.1)


command = "python -B test/oracles/make-multi-task-lasso.py"
versions = {"scikit-learn": sklearn.__version__, "numpy": np.__version__}
write("multi-task-lasso.json", command, versions, {"cases": list(cases())})
