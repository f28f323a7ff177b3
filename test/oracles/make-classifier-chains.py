"""python -B test/oracles/make-classifier-chains.py: scikit-learn's classifier chains, labels of 0 and 1."""

import numpy as np
import sklearn
from made import write
from numpy.random import RandomState
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from sklearn.multioutput import ClassifierChain

r = RandomState(5)
X = np.round(r.randn(29, 3), 2)
W = r.randn(3, 3)
Y = (X @ W + 0.7 * r.randn(29, 3) > 0).astype(int)
Y[:, 2] = Y[:, 0] ^ (X[:, 1] > 0.8)
fresh = np.round(r.randn(7, 3), 2)
C = 2.0


def chains():
    for order, cv, seed in [(None, None, None), ([2, 0, 1], None, None), ([2, 0, 1], 4, None), ("random", 3, 5), ("random", None, 7)]:
        folds = None if cv is None else KFold(cv)
        m = ClassifierChain(LogisticRegression(C=C, tol=1e-12, max_iter=10000), order=order, cv=folds, random_state=seed).fit(X, Y)
        yield {"order": order, "cv": cv, "randomState": seed, "found": np.asarray(m.order_).tolist(), "P": m.predict_proba(fresh).tolist()}


write("classifier-chains.json", "python -B test/oracles/make-classifier-chains.py", {"scikit-learn": sklearn.__version__, "numpy": np.__version__}, {"X": X.tolist(), "Y": Y.tolist(), "fresh": fresh.tolist(), "C": C, "chains": list(chains())})
