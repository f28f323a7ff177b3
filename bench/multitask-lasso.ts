// node bench/multitask-lasso.ts: MultiTaskLasso against scikit-learn, skglm and celer, from the data to the same gap.
//
//   bench/peers/setup installs the peers;  TRIALS=5  CASES=300x2000x20/10,...  TOL=1e-6
//
// One thread each. The gap is TOL times F(0). scikit-learn's and celer's tolerance is of the gap over ‖Y‖², skglm's of the
// optimality conditions: the loosest, in steps of 10^(1/2), at which it reaches the gap as judged here. Then ours and
// the peer fit in turns, and a ratio is of two fits that follow one another.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { drain } from "../src/base/work.ts";
import type { Dense } from "../src/matrix/dense.ts";
import { openRows } from "../src/solver/block-descent.ts";
import { correlated } from "./multitask-lasso/dataset.ts";
import { judge } from "./multitask-lasso/objective.ts";

const trials = Number(process.env["TRIALS"] ?? 5);
const tol = Number(process.env["TOL"] ?? 1e-6);
const cases = (process.env["CASES"] ?? "300x2000x20/10,300x2000x20/50,150x10000x30/10,150x10000x30/50").split(
  ",",
);
const peers = (process.env["PEERS"] ?? "scikit-learn,skglm,celer").split(",");

const folder = mkdtempSync(join(tmpdir(), "polytask-bench-"));
const threads = {
  OMP_NUM_THREADS: "1",
  OPENBLAS_NUM_THREADS: "1",
  MKL_NUM_THREADS: "1",
  NUMBA_NUM_THREADS: "1",
};
const python = spawn(
  process.env["PYTHON"] ?? join(import.meta.dirname, "peers/.venv/bin/python"),
  [join(import.meta.dirname, "multitask-lasso/peers.py")],
  {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...threads },
  },
);
const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();

async function ask(question: object): Promise<{ readonly seconds: number }> {
  python.stdin.write(`${JSON.stringify(question)}\n`);
  return JSON.parse(String((await answers.next()).value));
}

const doubles = (path: string): Float64Array => new Float64Array(new Uint8Array(readFileSync(path)).buffer);
const bytes = ({ data }: Dense): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

function run(X: Dense, Y: Dense, alpha: number): { seconds: number; W: Float64Array } {
  const since = performance.now();
  const descent = openRows(X, Y);
  try {
    const { W } = drain(descent.solve({ l21: alpha }, { tol }));
    return { seconds: (performance.now() - since) / 1000, W: W.data };
  } finally {
    descent.close();
  }
}

try {
  for (const one of cases) {
    const [n, p, T, part] = one.split(/[x/]/).map(Number) as [number, number, number, number];
    const { X, Y } = correlated(n, p, T, Math.round(n / 10));
    writeFileSync(join(folder, "X.bin"), bytes(X));
    writeFileSync(join(folder, "Y.bin"), bytes(Y));
    await ask({ data: folder, n, p, T });
    const descent = openRows(X, Y);
    const alpha = descent.alphaMax({ l21: 1 }) / part;
    descent.close();
    const goal = (tol * Y.data.reduce((sum, y) => sum + y * y, 0)) / (2 * n);
    for (let warm = 0; warm < 3; warm++) run(X, Y, alpha);
    const ours = judge(X, Y, alpha, run(X, Y, alpha).W);
    console.log(
      `${one}: gap wanted ${goal.toExponential(2)}, ours ${ours.gap.toExponential(2)}, ${ours.rows} rows`,
    );
    for (const solver of peers) {
      let own = solver === "skglm" ? 1e-2 : tol / 2;
      let gap = Infinity;
      for (; own > 1e-12; own /= Math.sqrt(10)) {
        await ask({ solver, alpha, tol: own });
        ({ gap } = judge(X, Y, alpha, doubles(join(folder, "W.bin"))));
        if (gap <= goal) break;
      }
      const ratios: number[] = [];
      const times: [number[], number[]] = [[], []];
      for (let trial = 0; trial < trials; trial++) {
        const mine = run(X, Y, alpha).seconds;
        const theirs = (await ask({ solver, alpha, tol: own })).seconds;
        ratios.push(theirs / mine);
        times[0].push(mine);
        times[1].push(theirs);
      }
      const ms = times.map((list) => `${(1000 * Math.min(...list)).toFixed(1)} ms`);
      const spread = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
      console.log(
        `  ${solver}: ${median(ratios).toFixed(2)} times our time (${spread}); ours ${ms[0]}, theirs ${ms[1]}; gap ${gap.toExponential(2)}`,
      );
    }
  }
} finally {
  python.kill();
  rmSync(folder, { recursive: true });
}
