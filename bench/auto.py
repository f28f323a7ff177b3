"""RidgeCV(cv=10) by scikit-learn, one thread: reads file names, then a line with strengths; answers seconds and the one chosen."""

import json
import sys
import time

import numpy as np
from sklearn.linear_model import RidgeCV

shape = json.loads(sys.stdin.readline())
n, p, T = shape["n"], shape["p"], shape["T"]
X = np.fromfile(shape["X"]).reshape(n, p)
Y = np.fromfile(shape["Y"]).reshape(n, T)
for line in sys.stdin:
    alphas = json.loads(line)
    since = time.perf_counter()
    model = RidgeCV(alphas=alphas, cv=10).fit(X, Y)
    seconds = time.perf_counter() - since
    print(json.dumps({"seconds": seconds, "alpha": float(model.alpha_)}), flush=True)
