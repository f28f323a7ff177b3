"""Ridge of scikit-learn from a Parquet file, end to end: engine.py FILE P memory|chunks THREADS; answers seconds, those of all cores together and peak megabytes in JSON."""

import json
import resource
import sys
import time

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from sklearn.linear_model import Ridge, SGDRegressor

path, p, way, threads = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
pa.set_cpu_count(threads)
pa.set_io_thread_count(threads)
names = [f"x{j}" for j in range(p)]
start = resource.getrusage(resource.RUSAGE_SELF)
before = start.ru_utime + start.ru_stime  # imports aside, as those of the other side are
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
usage = resource.getrusage(resource.RUSAGE_SELF)
cpu = usage.ru_utime + usage.ru_stime - before
print(json.dumps({"seconds": seconds, "cpu": cpu, "peak": usage.ru_maxrss * 1024 / 1e6, "coef": np.asarray(model.coef_)[:3].tolist()}))
