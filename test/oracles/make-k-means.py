"""python -B test/oracles/make-k-means.py: k-means of one task by scikit-learn (Lloyd, to the fixed point). Needs scikit-learn."""

import numpy as np
import sklearn
from made import write
from numpy.random import RandomState
from sklearn.cluster import KMeans

r = RandomState(0)
X = np.round(np.vstack([r.randn(19, 3) + shift for shift in ([0, 0, 0], [2, 1, 0], [-1, 3, 1], [3, -2, 2])]), 2)
Z = np.round(2 * r.randn(7, 3), 2)


def case(title, k, **params):
    model = KMeans(k, algorithm="lloyd", tol=0, **params).fit(X)
    made = {"title": title, "nClusters": k, "labels": model.labels_.tolist(), "inertia": model.inertia_}
    made.update(centers=model.cluster_centers_.tolist(), nIter=model.n_iter_, predicted=model.predict(Z).tolist())
    if isinstance(params["init"], np.ndarray):
        made["init"] = params["init"].tolist()
    else:
        made.update(nInit=params["n_init"], randomState=params["random_state"])
    return made


def cases():
    for k in [1, 4, 9]:
        yield case(f"{k} clusters from given centres", k, init=X[:k], n_init=1)
    for k, runs, seed in [(2, 1, 0), (4, 1, 3), (7, 5, 1), (11, 3, 42)]:
        yield case(f"{k} clusters, k-means++, {runs} runs", k, init="k-means++", n_init=runs, random_state=seed)


versions = {"scikit-learn": sklearn.__version__, "numpy": np.__version__}
write("k-means.json", "python -B test/oracles/make-k-means.py", versions, {"X": X.tolist(), "Z": Z.tolist(), "cases": list(cases())})
