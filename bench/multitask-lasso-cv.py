"""MultiTaskLassoCV by scikit-learn, one thread: reads {"shape", "X", "Y"} file names, then a tolerance a line; answers seconds and gap."""

import json
import sys
import time
import warnings

import numpy as np
from sklearn.linear_model import MultiTaskLasso, MultiTaskLassoCV

warnings.simplefilter("ignore")
shape = json.loads(sys.stdin.readline())
n, p, T = shape["n"], shape["p"], shape["T"]
X = np.fromfile(shape["X"]).reshape(n, p)
Y = np.fromfile(shape["Y"]).reshape(n, T)
Xc, Yc = X - X.mean(0), Y - Y.mean(0)
for line in sys.stdin:
    tol = float(line)
    since = time.perf_counter()
    model = MultiTaskLassoCV(tol=tol, cv=5, n_jobs=1).fit(X, Y)
    seconds = time.perf_counter() - since
    # the largest gap on the path of all data, as a share of F(0)
    _, _, gaps = MultiTaskLasso.path(Xc, Yc, l1_ratio=1.0, alphas=model.alphas_, tol=tol)
    gap = float(np.max(gaps) / (np.sum(Yc**2) / (2 * n)))
    print(json.dumps({"seconds": seconds, "gap": gap, "alpha": float(model.alpha_)}), flush=True)
