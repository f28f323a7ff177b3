"""python -B test/oracles/make-adjusted-rand.py: adjusted Rand indices by scikit-learn."""

import numpy as np
import sklearn
from made import write
from numpy.random import RandomState
from sklearn.metrics import adjusted_rand_score


def cases():
    r = RandomState(0)
    for n, a, b in [(7, 2, 3), (23, 4, 4), (50, 1, 3), (50, 6, 2), (9, 9, 9), (40, 1, 1)]:
        yield r.randint(0, a, n), r.randint(0, b, n)
    labels = r.randint(0, 4, 60)
    yield labels, (labels + 1) % 4
    yield labels, np.where(r.rand(60) < 0.2, 0, labels)
    yield np.arange(8), np.arange(8)
    yield np.arange(8), np.zeros(8, int)
    yield np.array([1]), np.array([5])


cases = [{"truth": a.tolist(), "found": b.tolist(), "score": float(adjusted_rand_score(a, b))} for a, b in cases()]
versions = {"scikit-learn": sklearn.__version__, "numpy": np.__version__}
write("adjusted-rand.json", "python -B test/oracles/make-adjusted-rand.py", versions, {"cases": cases})
