// node bench/relation-fits.ts [CMTL | MTRL [rounds]]: School, clusters and learnt relations against MALSAR on Octave, in turns, without intercepts, which
// MALSAR has not. MALSAR is never installed from here: the variable MALSAR names a copy, or it lies in bench/peers/malsar.
//
// CMTL: ours from the rows to a gap of 1e-6 F(0), Least_CMTL 2000 iterations from zero, and how far its objective then is above
// the certified optimum. The aim: 200 times as fast.
// MTRL: ours, a path of 50 strengths with 5-fold cross-validation from the rows, in turns with ONE fit of Least_SRMTL, which has its
// relations given, as MALSAR stops it. The aim: 10 times as fast.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClusteredTaskRegressor, type Task, TaskRelationshipRegressor } from "../src/index.ts";
import { clustered } from "../src/penalty/index.ts";
import { school } from "./datasets/school.ts";
import { type Dataset, meanRows } from "./problem.ts";
import { openPeer } from "./process.ts";
import { median, print, spread } from "./rounds.ts";

const [only, times] = process.argv.slice(2);
const rounds = Number(times ?? 3);
const data = school();
if (data) await compare(data);

async function compare(data: Dataset): Promise<void> {
  const copy = process.env.MALSAR ?? join(import.meta.dirname, "peers/malsar");
  const folder = mkdtempSync(join(tmpdir(), "polytask-relation-fits-"));
  const peer = openPeer("octave-cli", ["--quiet", join(import.meta.dirname, "solvers/malsar.m"), copy]);
  const ask = async (question: object) => JSON.parse(await peer.ask(JSON.stringify(question)));
  const tasks = data.X.map((X, t) => ({ X, y: data.y[t]! }));
  try {
    write(join(folder, "X.bin"), data.X.map((X) => X.data)); // biome-ignore format: a sentence
    write(join(folder, "Y.bin"), data.y);
    await ask({ data: folder, sizes: data.y.map(({ length }) => length), p: data.p });
    const rows = [];
    for (const [k, rho1, rho2] of [
      [5, 10, 1],
      [5, 100, 10],
    ] as const) {
      if (only === "MTRL") continue;
      const n = meanRows(data);
      const params = { k, alpha: rho1 / n, beta: rho2 / n, fitIntercept: false };
      const best = new ClusteredTaskRegressor({ ...params, tol: 1e-10 }).fit(tasks);
      const taken: { ours: number; theirs: number; above: number }[] = [];
      for (let round = 0; round < rounds; round++) {
        const ours = median(
          [1, 2, 3].map(() => seconds(() => new ClusteredTaskRegressor(params).fit(tasks))),
        );
        const theirs = await ask({
          solver: "Least_CMTL",
          given: [rho1, rho2, k],
          options: { init: 2, maxIter: 2000, tFlag: 3 },
        });
        const W = new Float64Array(new Uint8Array(readFileSync(join(folder, "W.bin"))).buffer);
        const least = best.marks.at(-1)!.objective;
        const above =
          (squares(data, W) / (2 * n) + clustered(k, params.alpha, params.beta).value(W, data)) / least - 1;
        taken.push({ ours, theirs: theirs.seconds, above });
      }
      rows.push({
        "School, CMTL": `k ${k}, rho1 ${rho1}, rho2 ${rho2}`,
        "times as fast": spread(taken.map(({ ours, theirs }) => theirs / ours)),
        "ours, s": median(taken.map(({ ours }) => ours)).toFixed(3),
        "MALSAR, s": median(taken.map(({ theirs }) => theirs)).toFixed(1),
        "MALSAR above the optimum": taken[0]!.above.toExponential(1),
        "ours at most": (best.dualGap / best.marks.at(-1)!.objective).toExponential(1),
      });
    }
    if (rows.length > 0) print(rows);
    if (only !== "CMTL") print(await relations(tasks, ask));
  } finally {
    peer.close();
    rmSync(folder, { recursive: true });
  }
}

/** A path of 50 strengths with 5-fold cross-validation, at two tolerances, and one SRMTL, in turns. */
async function relations(tasks: readonly Task[], ask: (question: object) => Promise<{ seconds: number }>) {
  const betas = Array.from({ length: 50 }, (_, k) => 100 * 10 ** ((-5 * k) / 49));
  const params = { alpha: 0.01, beta: "cv", betas, cv: 5, fitIntercept: false } as const;
  const search = (tol: number) => new TaskRelationshipRegressor({ ...params, tol }).fit(tasks);
  const tols = [1e-6, 1e-4];
  const found = tols.map(search);
  const taken: { ours: number[]; theirs: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const ours = tols.map((tol) => seconds(() => search(tol)));
    taken.push({
      ours,
      theirs: (
        await ask({ solver: "Least_SRMTL", given: [100, 0], options: { maxIter: 1000, tFlag: 1, tol: 1e-4 } })
      ).seconds,
    });
  }
  return tols.map((tol, k) => ({
    "School, MTRL, 50 strengths x 5 folds": `to a gap of ${tol} F(0)`,
    "chosen beta": found[k]!.strengths.beta.toPrecision(3),
    "times as fast as one SRMTL": spread(taken.map(({ ours, theirs }) => theirs / ours[k]!)),
    "ours, s": median(taken.map(({ ours }) => ours[k]!)).toFixed(2),
    "MALSAR, s": median(taken.map(({ theirs }) => theirs)).toFixed(1),
  }));
}

function seconds(work: () => unknown): number {
  const since = performance.now();
  work();
  return (performance.now() - since) / 1000;
}

function write(path: string, parts: readonly Float64Array[]): void {
  writeFileSync(path, Buffer.concat(parts.map((part) => Buffer.from(part.slice().buffer))));
}

/** Σ ‖y_t − X_t w_t‖² */
function squares({ X, y, p, T }: Dataset, W: Float64Array): number {
  return X.reduce((sum, { data, rows }, t) => {
    let own = 0;
    for (let i = 0; i < rows; i++) {
      let rest = y[t]![i]!;
      for (let j = 0; j < p; j++) rest -= data[i * p + j]! * W[j * T + t]!;
      own += rest * rest;
    }
    return sum + own;
  }, 0);
}
