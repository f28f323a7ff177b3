"""Fits scikit-learn's ridge when told to, one thread: reads {"n", "p", "T"} once and then a line a fit, answers seconds."""

import json
import sys
import time

import numpy as np
from sklearn.linear_model import Ridge
from sklearn.multioutput import MultiOutputRegressor

shape = json.loads(sys.stdin.readline())
random = np.random.RandomState(0)
X, Y = random.rand(shape["n"], shape["p"]), random.rand(shape["n"], shape["T"])
models = {"together": Ridge(alpha=1.0), "apart": MultiOutputRegressor(Ridge(alpha=1.0))}
for line in sys.stdin:
    since = time.perf_counter()
    models[line.strip()].fit(X, Y)
    print(time.perf_counter() - since, flush=True)
