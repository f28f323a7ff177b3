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
const numbers = Float64Array.from({ length: 300_000 * 128 }, () => random.randn());
const sharedNumbers = new Float64Array(new SharedArrayBuffer(numbers.byteLength));
sharedNumbers.set(numbers);

/** Statistics of the same numbers in so many columns; those of shared memory are not copied for threads. */
const statistics = (columns: number, data: Float64Array) => (workers: number) => {
  const rows = numbers.length / columns;
  const y = Float64Array.from({ length: rows }, (_, i) => numbers[i * columns]!);
  return statisticsOfAsync({ data, rows, columns }, y, { workers });
};

const cases: Record<string, (workers: number) => Promise<unknown>> = {
  "24 trace norms x 5 folds, from statistics": (workers) => search(linear, "r2").fitAsync(tasks, { workers }),
  "the same from rows": (workers) => search(linear, "negMeanAbsoluteError").fitAsync(tasks, { workers }),
  "statistics of 300 000 rows x 128 features": statistics(128, numbers),
  "the same from shared memory": statistics(128, sharedNumbers),
  "statistics of 75 000 rows x 512 features": statistics(512, numbers),
  "the same from shared memory, 512": statistics(512, sharedNumbers),
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
