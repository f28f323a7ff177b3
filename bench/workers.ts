// npm run bench:workers: searches and sums of rows on two threads against one, interleaved, each from the rows and with threads started anew; and what starting them costs.

import { MultiTaskRegressor, RandomState, statisticsOfAsync } from "polytask";
import { makeSchools } from "polytask/data";
import { l21, traceNorm } from "polytask/penalty";
import { crossValidateAsync, GridSearchCV, type Tunable } from "polytask/select";
import { school } from "./datasets/school.ts";
import { print, spread } from "./rounds.ts";

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const since = performance.now();
  await work();
  return (performance.now() - since) / 1000;
};

const data = school();
const tasks = data ? data.X.map((X, t) => ({ X, y: data.y[t]! })) : makeSchools({ randomState: 0 }).tasks;
const strengths = Array.from({ length: 24 }, (_, k) => 30 * 0.75 ** k);
const search = (estimator: Tunable, scoring: "r2" | "negMeanAbsoluteError"): GridSearchCV =>
  new GridSearchCV({
    estimator,
    paramGrid: { penalty: strengths.map((alpha) => traceNorm(alpha)) },
    cv: 5,
    scoring,
    refit: false,
  });
const linear = new MultiTaskRegressor({ penalty: l21(1), tol: 1e-6 });

const random = new RandomState(0);
const [n, p] = [300_000, 128];
const X = { data: Float64Array.from({ length: n * p }, () => random.randn()), rows: n, columns: p };
const y = Float64Array.from({ length: n }, (_, i) => X.data[i * p]!);

const cases: Record<string, (workers: number) => Promise<unknown>> = {
  "24 trace norms x 5 folds, from statistics": (workers) => search(linear, "r2").fitAsync(tasks, { workers }),
  "the same from rows": (workers) => search(linear, "negMeanAbsoluteError").fitAsync(tasks, { workers }),
  "statistics of 300 000 rows x 128 features": (workers) => statisticsOfAsync(X, y, { workers }),
  "one small fit a fold: what starting threads costs": (workers) =>
    crossValidateAsync(new MultiTaskRegressor({ penalty: traceNorm(100), tol: 1e-2 }), tasks.slice(0, 3), {
      cv: 2,
      workers,
    }),
};
const rows = [];
for (const [name, work] of Object.entries(cases)) {
  await work(2);
  const times: [number, number][] = [];
  for (let round = 0; round < 3; round++)
    times.push([await seconds(() => work(1)), await seconds(() => work(2))]);
  rows.push({
    [data ? "School" : "generated schools"]: name,
    "one thread, s": spread(times.map(([one]) => one)),
    "two threads, s": spread(times.map(([, two]) => two)),
    "one / two": spread(times.map(([one, two]) => one / two)),
  });
}
print(rows);
