// npm run bench:path: a path of 50 strengths on School, from alphaMax to a thousandth of it, in cold fits at its end. Both read the rows.
import { MultiTaskRegressor, regularizationPath } from "../src/index.ts";
import { l1, l21, traceNorm } from "../src/penalty/index.ts";
import { school } from "./datasets/school.ts";
import { median, print, spread } from "./rounds.ts";

const data = school();
const tasks = data?.X.map((X, t) => ({ X, y: data.y[t]! })) ?? [];
const seconds = (work: () => unknown): number => {
  const since = performance.now();
  work();
  return (performance.now() - since) / 1000;
};
const rows = Object.entries(data ? { l1, l21, traceNorm } : {}).map(([name, family]) => {
  const { alphas } = regularizationPath(family, tasks, { alphas: 50, eps: 1e-3, fitIntercept: false });
  const cold = new MultiTaskRegressor({ penalty: family(alphas.at(-1)!), fitIntercept: false });
  cold.fit(tasks); // both are compiled now
  const pairs = Array.from({ length: 7 }, () => {
    const path = seconds(() =>
      regularizationPath(family, tasks, { alphas: 50, eps: 1e-3, fitIntercept: false }),
    );
    return [path, seconds(() => cold.fit(tasks))] as const;
  });
  return {
    penalty: name,
    "path / cold fit": spread(pairs.map(([path, one]) => path / one)),
    aim: "< 10",
    "path, s": median(pairs.map(([path]) => path)).toPrecision(2),
  };
});
if (rows.length > 0) print(rows);
