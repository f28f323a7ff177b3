// npm run bench:relations: squares between tasks.
//
// School, meanRegularized: a path of 50 strengths with 5-fold cross-validation, from the rows, in turns with ONE fit of MALSAR's
// SRMTL with R = I − 11ᵀ/T at the strength that was chosen, on Octave (the variable MALSAR names a copy, or it lies in
// bench/peers/malsar). The aim: ours in less than theirs / 20. Both without intercepts, which MALSAR has not.
//
// Then 500 to 4000 tasks x 50 features in both forms of the data, each fit in a process of its own: seconds from the rows to W, the
// bytes of the statistics, what the kernels' memory has grown by, and the most the process held, less what it held before. Rows of
// their own are to cost T p²/2 numbers, one X T p + p², nothing T²: the last table says by what power of T each has grown.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  MultiTaskRegressor,
  MultiTaskRegressorCV,
  RandomState,
  statisticsOf,
  type TaskStatistics,
} from "../src/index.ts";
import { memory } from "../src/kernel/memory.ts";
import { graph, meanRegularized, type Penalty, ridge, sum } from "../src/penalty/index.ts";
import { school } from "./datasets/school.ts";
import { meanRows } from "./problem.ts";
import { openPeer } from "./process.ts";
import { median, print, spread } from "./rounds.ts";

const p = 50;
const sizes = [500, 1000, 2000, 4000];
const near = (T: number) => Array.from({ length: T - 1 }, (_, t) => [t, t + 1] as const);
const far = (T: number) =>
  Array.from({ length: T }, (_, t) => [t, (t * 37 + 11) % T] as const).filter(([s, t]) => {
    const back = (t * 37 + 11) % T === s;
    return Math.abs(s - t) > 1 && !(back && s > t);
  });
const penalties: Record<string, (T: number) => Penalty> = {
  meanRegularized: () => meanRegularized(1),
  "graph, a chain": (T) => graph(near(T), 1),
  "graph, a chain and T chords": (T) => sum(graph([...near(T), ...far(T)], 1), ridge(0.01)),
};

const [asked] = process.argv.slice(2);
if (asked) console.log(JSON.stringify(measure(JSON.parse(asked))));
else {
  await compare();
  const grown: Record<string, string>[] = [];
  for (const name of Object.keys(penalties)) {
    for (const form of ["rows of their own", "one X"]) {
      const found = sizes.map((T): Measured => {
        const question = JSON.stringify({ name, form, T });
        return JSON.parse(
          execFileSync(process.execPath, [import.meta.filename, question], { encoding: "utf8" }),
        );
      });
      const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
      print(
        found.map(({ seconds, statistics, iterations, kernel, most }, k) => ({
          [`tasks x ${p}: ${name}, ${form}`]: String(sizes[k]),
          seconds: seconds.toFixed(2),
          iterations: String(iterations),
          "statistics MiB": mebibytes(statistics),
          "kernel MiB": mebibytes(kernel),
          "process MiB": mebibytes(most),
        })),
      );
      const power = (of: (one: Measured) => number): string =>
        (Math.log(of(found.at(-1)!) / of(found[0]!)) / Math.log(sizes.at(-1)! / sizes[0]!)).toFixed(2);
      grown.push({
        "as a power of T": `${name}, ${form}`,
        seconds: power(({ seconds }) => seconds),
        statistics: power(({ statistics }) => statistics),
        kernel: power(({ kernel }) => kernel),
        process: power(({ most }) => most),
      });
    }
  }
  print(grown);
}

/** One fit. */
interface Measured {
  readonly seconds: number;
  /** Bytes. */
  readonly statistics: number;
  readonly iterations: number;
  readonly kernel: number;
  readonly most: number;
}

/** The CV of ours and a fit of MALSAR's in turns. */
async function compare(): Promise<void> {
  const data = school();
  const copy = process.env.MALSAR ?? join(import.meta.dirname, "peers/malsar");
  if (!data) return;
  const tasks = data.X.map((X, t) => ({ X, y: data.y[t]! }));
  const alphas = Array.from({ length: 50 }, (_, k) => 100 * 10 ** ((-5 * k) / 49));
  const ours = () => {
    const since = performance.now();
    const params = { penalty: meanRegularized, alphas, cv: 5, fitIntercept: false };
    const { alpha, converged } = new MultiTaskRegressorCV(params).fit(tasks);
    return { alpha, converged, seconds: (performance.now() - since) / 1000 };
  };
  const { alpha } = ours();
  if (!existsSync(copy)) {
    console.log(
      `MALSAR is skipped: no ${copy}; ours takes ${median([ours(), ours(), ours()].map(({ seconds }) => seconds)).toFixed(2)} s`,
    );
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "polytask-relations-"));
  const peer = openPeer("octave-cli", ["--quiet", join(import.meta.dirname, "solvers/malsar.m"), copy]);
  try {
    for (const [name, parts] of [
      ["X", data.X.map((X) => X.data)],
      ["Y", data.y],
    ] as const)
      writeFileSync(
        join(folder, `${name}.bin`),
        Buffer.concat(parts.map((part) => Buffer.from(part.slice().buffer))),
      );
    await peer.ask(JSON.stringify({ data: folder, sizes: data.y.map(({ length }) => length), p: data.p }));
    const rounds: { ours: number; theirs: number; iterations: number }[] = [];
    for (let round = 0; round < 3; round++) {
      const rho = (alpha * meanRows(data)) / 2;
      const first = ours().seconds;
      const theirs = JSON.parse(
        await peer.ask(
          JSON.stringify({
            solver: "Least_SRMTL",
            given: [rho, 0],
            options: { maxIter: 1000, tFlag: 1, tol: 1e-4 },
          }),
        ),
      );
      rounds.push({
        ours: (first + ours().seconds) / 2,
        theirs: theirs.seconds,
        iterations: theirs.iterations,
      });
    }
    print([
      {
        "School, meanRegularized": "one fit of MALSAR / 50 strengths x 5 folds of ours",
        ratio: spread(rounds.map(({ ours, theirs }) => theirs / ours)),
        aim: "> 20",
        "ours, s": median(rounds.map(({ ours }) => ours)).toFixed(2),
        "MALSAR, s": median(rounds.map(({ theirs }) => theirs)).toFixed(2),
        "its iterations": String(rounds[0]!.iterations),
      },
    ]);
  } finally {
    peer.close();
    rmSync(folder, { recursive: true });
  }
}

function measure({ name, form, T }: { name: string; form: string; T: number }): Measured {
  const random = new RandomState(0);
  const gauss = (count: number) => Float64Array.from({ length: count }, () => random.randn());
  const dense = (rows: number, columns: number) => ({ data: gauss(rows * columns), rows, columns });
  const n = form === "one X" ? 500 : 40;
  const given =
    form === "one X"
      ? [dense(n, p), dense(n, T)]
      : [Array.from({ length: T }, () => ({ X: dense(n, p), y: gauss(n) }))];
  const held = process.memoryUsage().rss;
  const before = memory.buffer.byteLength;
  const since = performance.now();
  const model = new MultiTaskRegressor({ penalty: penalties[name]!(T) }).fit(...(given as [never, never]));
  const seconds = (performance.now() - since) / 1000;
  if (!model.converged) throw new Error(`${name}, ${form}: not converged`);
  const kernel = memory.buffer.byteLength - before;
  const most = process.resourceUsage().maxRSS * 1024 - held;
  const statistics = bytesOf(statisticsOf(...(given as [never, never])));
  return { seconds, statistics, iterations: model.nIter, kernel, most };
}

/** The numbers that the statistics hold, in bytes. */
function bytesOf({ groups }: TaskStatistics): number {
  return groups.reduce(
    (sum, { moments }) => Object.values(moments).reduce((own, part) => own + (part?.byteLength ?? 0), sum),
    0,
  );
}
