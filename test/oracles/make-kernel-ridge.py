"""python -B test/oracles/make-kernel-ridge.py: kernel ridge by scikit-learn. Needs scikit-learn."""

import numpy as np
import sklearn
from made import write
from numpy.random import RandomState
from sklearn.kernel_ridge import KernelRidge

r = RandomState(0)
X, Y, Z = np.round(r.randn(17, 5), 2), np.round(r.randn(17, 3), 2), np.round(r.randn(4, 5), 2)
weight = RandomState(1).randint(1, 4, 17) / 2
twice = np.vstack([X[:6], X[:6]])
cases = []


def case(title, X, Y, weight=None, **params):
    theirs = dict(params)
    if params.get("kernel") == "polynomial":
        theirs["kernel"] = "poly"
    alpha = theirs.get("alpha", 1.0)
    model = KernelRidge(**{**theirs, "alpha": np.array(alpha) if isinstance(alpha, list) else alpha})
    model.fit(X, Y, sample_weight=weight)
    made = {"title": title, "X": X.tolist(), "Y": Y.tolist(), "Z": Z.tolist(), "params": params}
    if weight is not None:
        made["sampleWeight"] = weight.tolist()
    made.update(dual=model.dual_coef_.T.tolist(), predictions=model.predict(Z).tolist())
    cases.append(made)


case("linear", X, Y, kernel="linear", alpha=0.7)
case("rbf, gamma 1 / p", X, Y, kernel="rbf", alpha=0.3)
case("rbf", X, Y, kernel="rbf", alpha=0.01, gamma=0.4)
case("polynomial, as it comes", X, Y, kernel="polynomial", alpha=0.5)
case("polynomial", X, Y, kernel="polynomial", alpha=0.5, gamma=0.3, degree=2, coef0=0.5)
case("one alpha a task", X, Y, kernel="rbf", alpha=[0.1, 10.0, 0.1], gamma=0.2)
case("weights", X, Y, weight, kernel="rbf", alpha=0.2, gamma=0.2)
case("weights, one alpha a task", X, Y, weight, kernel="polynomial", alpha=[0.1, 10.0, 3.0], degree=2)
case("duplicated rows", twice, np.vstack([Y[:6], Y[6:12]]), kernel="rbf", alpha=0.05)

write(
    "kernel-ridge.json",
    "python -B test/oracles/make-kernel-ridge.py",
    {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    {"cases": cases},
)
