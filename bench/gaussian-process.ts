// node bench/gaussian-process.ts: log p(Y) of a Gaussian process over n rows and T tasks with its gradient, by two
// eigendecompositions, against the dense nT x nT computation in NumPy; and kernel ridge against scikit-learn's. Every ratio is the
// median over rounds of two runs of one round, on one thread each. bench/peers/setup installs the peers.
import { join } from "node:path";
import { KernelRidge, RandomState } from "../src/index.ts";
import { objectiveOf, openEvidence } from "../src/solver/process/fit-process.ts";
import { openPeer } from "./process.ts";
import { median } from "./rounds.ts";

const random = new RandomState(0);
const draw = (rows: number, columns: number) => ({
  data: Float64Array.from({ length: rows * columns }, () => random.randn()),
  rows,
  columns,
});

interface Run {
  readonly seconds: number;
  readonly value: number;
  readonly slope: number;
}

async function compare(
  title: string,
  shape: object,
  word: "process" | "ridge",
  rounds: number,
  ours: () => Omit<Run, "seconds">,
): Promise<void> {
  const python = openPeer(join(import.meta.dirname, "peers/.venv/bin/python"), [
    join(import.meta.dirname, "gaussian-process.py"),
  ]);
  python.tell(JSON.stringify(shape));
  const pairs: [Run, Run][] = [];
  for (let round = -1; round < rounds; round++) {
    const since = performance.now();
    const own = ours();
    const seconds = (performance.now() - since) / 1000;
    const [time, value, slope] = JSON.parse(await python.ask(word)) as [number, number, number];
    if (round >= 0)
      pairs.push([
        { ...own, seconds },
        { seconds: time, value, slope },
      ]);
  }
  python.close();
  const [own, other] = pairs[0]!;
  const apart = (a: number, b: number): string => (Math.abs(a - b) / (Math.abs(b) || 1)).toExponential(1);
  const ratio = median(pairs.map(([a, b]) => b.seconds / a.seconds));
  console.log(
    `${title}: theirs / ours ${ratio.toFixed(1)} (ours ${median(pairs.map(([a]) => a.seconds * 1000)).toFixed(1)} ms)`,
  );
  console.log(
    `  value apart by ${apart(own.value, other.value)}, gradient's size by ${apart(own.slope, other.slope)}`,
  );
}

for (const [n, p, T, rounds] of [
  [200, 5, 4, 7],
  [500, 5, 10, 2],
] as const) {
  const [X, Y, A] = [draw(n, p), draw(n, T), draw(T, T)];
  const tasks = Float64Array.from({ length: T * T }, (_, c) => {
    const [s, t] = [Math.floor(c / T), c % T];
    let sum = 0;
    for (let k = 0; k < T; k++) sum += A.data[s * T + k]! * A.data[t * T + k]!;
    return sum;
  });
  const h = {
    profile: "rbf" as const,
    lengthScale: Float64Array.of(1.5),
    tasks,
    noise: Float64Array.from({ length: T }, (_, t) => 0.1 + t / 20),
  };
  const none = new Float64Array(T);
  const weight = new Float64Array(n * T).fill(1);
  const grid = { X, T, Y: Y.data, weight, copies: none, scatter: none };
  const evidence = openEvidence(grid, "kronecker");
  const objective = objectiveOf(grid, evidence, h);
  const shape = {
    ...{ n, p, T, X: [...X.data], Y: [...Y.data], lengthScale: 1.5 },
    ...{ tasks: [...tasks], noise: [...h.noise] },
  };
  await compare(`process, n = ${n}, T = ${T}`, shape, "process", rounds, () => {
    const value = -n * T * objective.at();
    const { lengthScale, tasks, noise } = objective.slopes;
    return { value, slope: n * T * Math.hypot(...lengthScale, ...tasks, ...noise) };
  });
  evidence.close();
}

for (const [n, p, T] of [
  [300, 8, 3],
  [1000, 20, 10],
  [2000, 20, 10],
] as const) {
  const [X, Y] = [draw(n, p), draw(n, T)];
  const ridge = new KernelRidge({ kernel: "rbf", gamma: 0.1, alpha: 0.5 });
  const row = { data: X.data.slice(0, p), rows: 1, columns: p };
  const shape = { n, p, T, X: [...X.data], Y: [...Y.data] };
  await compare(`KernelRidge, n = ${n}, p = ${p}, T = ${T}`, shape, "ridge", 7, () => ({
    value: ridge.fit(X, Y).predict(row).get(0, 0),
    slope: 0,
  }));
}
