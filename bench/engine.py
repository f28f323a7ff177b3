"""Ridge of scikit-learn from a Parquet file, end to end: engine.py FILE P memory|chunks; answers seconds and peak megabytes in JSON."""

import json
import resource
import sys
import time

since = time.perf_counter()  # imports aside, as those of the other side are
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from sklearn.linear_model import Ridge, SGDRegressor

path, p, way = sys.argv[1], int(sys.argv[2]), sys.argv[3]
names = [f"x{j}" for j in range(p)]
since = time.perf_counter()
if way == "memory":
    frame = pd.read_parquet(path, columns=[*names, "y"])
    model = Ridge(alpha=1.0).fit(frame[names].to_numpy(), frame["y"].to_numpy())
else:
    model = SGDRegressor()
    for batch in pq.ParquetFile(path).iter_batches(65536, columns=[*names, "y"]):
        frame = batch.to_pandas()
        model.partial_fit(frame[names].to_numpy(), frame["y"].to_numpy())
seconds = time.perf_counter() - since
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "peak": peak, "coef": np.asarray(model.coef_)[:3].tolist()}))
