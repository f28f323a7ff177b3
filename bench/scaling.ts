// npm run bench:scaling: time and memory of one fit against n, p and T, each doubled four times while the others stay.
//
// An exponent is log2 of what one doubling does to the seconds. Expected: n is linear, since the rows are read once, and
// iterations cost nothing of it; p is between p and p² (statistics, products with the Gram matrix) and p³ (the factor of ADMM,
// the SVD); T is linear, for the trace norm T² once T > p. MultiTaskLasso works on the rows while n < p: n and p are
// linear there but for how many features are in the set. Sweeps differ from size to size, so they are printed.
//
// Every fit has a process of its own: `kernel` is what the kernels' memory has grown by, `process` the most it held, less
// what it held before. Seconds are the median of the fits that 1.5 seconds allow, at least 3, after one.
import { execFileSync } from "node:child_process";
import { MultiTaskLasso, MultiTaskRegressor } from "../src/index.ts";
import { memory } from "../src/kernel/memory.ts";
import { l21, traceNorm } from "../src/penalty/index.ts";
import { correlated } from "./datasets/correlated.ts";
import { alphaMax } from "./objective.ts";
import { type Norm, targets } from "./problem.ts";
import { median, print } from "./rounds.ts";

interface Measured {
  readonly seconds: number;
  readonly iterations: number;
  readonly kernel: number;
  readonly process: number;
}

type Shape = readonly [n: number, p: number, T: number];

interface Case {
  readonly name: string;
  readonly norm: Norm;
  readonly base: Shape;
  readonly estimator: (alpha: number) => MultiTaskRegressor | MultiTaskLasso;
}

const cases: readonly Case[] = [
  {
    name: "MultiTaskRegressor l21",
    norm: "l21",
    base: [1000, 50, 10],
    estimator: (alpha) => new MultiTaskRegressor({ penalty: l21(alpha) }),
  },
  {
    name: "MultiTaskRegressor traceNorm",
    norm: "trace",
    base: [1000, 50, 10],
    estimator: (alpha) => new MultiTaskRegressor({ penalty: traceNorm(alpha) }),
  },
  {
    name: "MultiTaskLasso",
    norm: "l21",
    base: [50, 1000, 10],
    estimator: (alpha) => new MultiTaskLasso({ alpha }),
  },
];

const [asked] = process.argv.slice(2);
if (asked) {
  const [which, ...shape] = asked.split(" ").map(Number) as [number, ...Shape];
  console.log(JSON.stringify(measure(cases[which]!, shape)));
} else for (const which of cases.keys()) print(table(which));

function measure({ norm, estimator }: Case, [n, p, T]: Shape): Measured {
  const data = correlated(n, p, T, 5);
  const [X, Y] = [data.X[0]!, targets(data)];
  const unfitted = estimator(alphaMax(norm, data) / 10);
  const held = process.resourceUsage().maxRSS * 1024;
  const before = memory.buffer.byteLength;
  const { nIter: iterations } = unfitted.fit(X, Y);
  const kernel = memory.buffer.byteLength - before;
  const most = process.resourceUsage().maxRSS * 1024 - held;
  const times: number[] = [];
  for (let total = 0; times.length < 3 || total < 1.5; total += times.at(-1)!) {
    const since = performance.now();
    unfitted.fit(X, Y);
    times.push((performance.now() - since) / 1000);
  }
  return { seconds: median(times), iterations, kernel, process: most };
}

function table(which: number): Record<string, string>[] {
  const { name, base } = cases[which]!;
  const rows: Record<string, string>[] = [];
  const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
  for (const [axis, letter] of ["n", "p", "T"].entries()) {
    let last = Number.NaN;
    for (let doubling = 0; doubling <= 4; doubling++) {
      const shape = base.map((size, k) => (k === axis ? size * 2 ** doubling : size));
      const question = [which, ...shape].join(" ");
      const answer = execFileSync(process.execPath, [import.meta.filename, question], { encoding: "utf8" });
      const { seconds, iterations, kernel, process: most }: Measured = JSON.parse(answer);
      rows.push({
        [name]: `${letter} = ${shape[axis]}`,
        shape: shape.join(" x "),
        ms: (1000 * seconds).toFixed(2),
        exponent: doubling === 0 ? "" : Math.log2(seconds / last).toFixed(2),
        iterations: String(iterations),
        "kernel MiB": mebibytes(kernel),
        "process MiB": mebibytes(most),
      });
      last = seconds;
    }
  }
  return rows;
}
