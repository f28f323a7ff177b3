"""python -B test/oracles/make-chains.py: scikit-learn's chains, and stacked single targets by cross_val_predict."""

import numpy as np
import sklearn
from made import write
from numpy.random import RandomState
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.multioutput import RegressorChain

r = RandomState(3)
X = np.round(r.randn(17, 3), 2)
Y = np.round(np.column_stack([X @ r.randn(3, 2), X[:, 0] ** 2]) + 0.3 * r.randn(17, 3), 2)
Y[:, 1] += 0.8 * Y[:, 0]
fresh = np.round(r.randn(5, 3), 2)


def chains():
    for order, cv, seed in [(None, None, None), ([2, 0, 1], None, None), ([2, 0, 1], 4, None), ("random", 3, 5), ("random", None, 7)]:
        m = RegressorChain(Ridge(0.5), order=order, cv=cv, random_state=seed).fit(X, Y)
        yield {"order": order, "cv": cv, "randomState": seed, "found": np.asarray(m.order_).tolist(), "P": m.predict(fresh).tolist()}


def stacked():
    for source in ["true", "train", "cv"]:
        first = [Ridge(0.5).fit(X, Y[:, t]) for t in range(3)]
        inputs = {
            "true": Y,
            "train": np.column_stack([m.predict(X) for m in first]),
            "cv": np.column_stack([cross_val_predict(Ridge(0.5), X, Y[:, t], cv=KFold(4)) for t in range(3)]),
        }[source]
        asked = np.hstack([fresh, np.column_stack([m.predict(fresh) for m in first])])
        second = [Ridge(0.5).fit(np.hstack([X, inputs]), Y[:, t]) for t in range(3)]
        yield {"source": source, "cv": 4, "P": np.column_stack([m.predict(asked) for m in second]).tolist()}


def ensemble():
    import itertools

    for cv in [None, 4]:
        P = [RegressorChain(Ridge(0.5), order=list(o), cv=cv).fit(X, Y).predict(fresh) for o in itertools.permutations(range(3))]
        yield {"source": "cv" if cv else "true", "cv": 4, "P": np.mean(P, axis=0).tolist()}


write("chains.json", "python -B test/oracles/make-chains.py", {"scikit-learn": sklearn.__version__, "numpy": np.__version__}, {"X": X.tolist(), "Y": Y.tolist(), "fresh": fresh.tolist(), "alpha": 0.5, "chains": list(chains()), "stacked": list(stacked()), "ensemble": list(ensemble())})
