// npm run bench:ridge: all targets at once against one copy a target, ours, scikit-learn's and ml-regression's, in turns.
// Every number is the median over rounds of a ratio of two fits of one round. bench/peers/setup installs scikit-learn.
import { join } from "node:path";
import { MultivariateLinearRegression } from "ml-regression";
import { MultiOutputRegressor, MultiOutputRidge, mlRegression, RandomState } from "../src/index.ts";
import { openPeer } from "./process.ts";
import { median } from "./rounds.ts";

const rounds = 7;

for (const [n, p, T] of [
  [614, 8, 2],
  [5000, 30, 10],
  [100_000, 100, 20],
] as const) {
  const random = new RandomState(0);
  const draw = (rows: number, columns: number) => ({
    data: Float64Array.from({ length: rows * columns }, () => random.random()),
    rows,
    columns,
  });
  const [X, Y] = [draw(n, p), draw(n, T)];
  const python = openPeer(join(import.meta.dirname, "peers/.venv/bin/python"), [
    join(import.meta.dirname, "ridge.py"),
  ]);
  python.tell(JSON.stringify({ n, p, T }));
  const theirs = (way: string) => async (): Promise<number> => Number(await python.ask(way));
  const ours = (estimator: { fit(x: typeof X, y: typeof Y): unknown }) => async (): Promise<number> => {
    const since = performance.now();
    estimator.fit(X, Y);
    return (performance.now() - since) / 1000;
  };
  const roads = {
    MultiOutputRidge: ours(new MultiOutputRidge()),
    "MultiOutputRegressor(MultiOutputRidge)": ours(
      new MultiOutputRegressor({ estimator: new MultiOutputRidge() }),
    ),
    "scikit-learn Ridge": theirs("together"),
    "scikit-learn MultiOutputRegressor(Ridge)": theirs("apart"),
    // it makes rows of arrays and inverts by an SVD: the large case is left out
    ...(n * p < 1e6 && {
      "ml-regression, one copy a target": ours(
        new MultiOutputRegressor({ estimator: mlRegression(MultivariateLinearRegression) }),
      ),
    }),
  };
  const times: Record<string, number[]> = {};
  for (let round = -1; round < rounds; round++) {
    for (const [name, road] of Object.entries(roads)) {
      const seconds = await road();
      times[name] ??= [];
      if (round >= 0) times[name].push(seconds);
    }
  }
  python.close();
  console.log(`${n} x ${p}, ${T} targets: time over MultiOutputRidge's`);
  for (const [name, seconds] of Object.entries(times)) {
    const ratio = median(seconds.map((value, round) => value / times["MultiOutputRidge"]![round]!));
    console.log(`  ${name.padEnd(42)} ${ratio.toFixed(2)}`);
  }
}
