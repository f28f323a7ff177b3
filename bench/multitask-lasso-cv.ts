// node bench/multitask-lasso-cv.ts: MultiTaskLassoCV, 100 strengths x 5 folds, ours and scikit-learn's in turns, at the same gap.
// Every number is the median over rounds of a ratio of two fits of one round. bench/peers/setup installs scikit-learn; PYTHON
// names another one. scikit-learn stops at gap <= tol ‖Y‖², which is 2 tol F(0): ours gets twice the tolerance.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MultiTaskLassoCV, RandomState, regularizationPath } from "../src/index.ts";
import { l21 } from "../src/penalty/index.ts";
import { openPeer } from "./process.ts";
import { median, spread } from "./rounds.ts";

const rounds = 5;
const [n, p, T] = [500, 200, 20];
const folder = mkdtempSync(join(tmpdir(), "polytask-cv-"));
const interpreter = process.env.PYTHON ?? join(import.meta.dirname, "peers/.venv/bin/python");

interface Answer {
  readonly seconds: number;
  readonly gap: number;
  readonly alpha: number;
}

/** Gaussian inputs, `relevant` of them at work in all tasks, and noise. */
function draw(relevant: number, noise: number) {
  const random = new RandomState(0);
  const gauss = (count: number) => Float64Array.from({ length: count }, () => random.randn());
  const X = gauss(n * p);
  const W = gauss(relevant * T);
  const Y = gauss(n * T).map((e) => noise * e);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < relevant; j++) {
      for (let t = 0; t < T; t++) Y[i * T + t]! += X[i * p + j]! * W[j * T + t]!;
    }
  }
  return { X: { data: X, rows: n, columns: p }, Y: { data: Y, rows: n, columns: T } };
}

for (const [title, relevant, noise] of [
  ["20 of 200 features", 20, 1],
  ["all 200 features", 200, 1],
  ["20 features, much noise", 20, 5],
] as const) {
  const { X, Y } = draw(relevant, noise);
  const files = { X: join(folder, "X"), Y: join(folder, "Y") };
  writeFileSync(files.X, X.data);
  writeFileSync(files.Y, Y.data);
  const python = openPeer(interpreter, [join(import.meta.dirname, "multitask-lasso-cv.py")]);
  python.tell(JSON.stringify({ n, p, T, ...files }));
  for (const tol of [1e-4, 1e-7]) {
    const theirs = async (): Promise<Answer> => JSON.parse(await python.ask(`${tol}`));
    const ours = (): Answer => {
      const since = performance.now();
      const model = new MultiTaskLassoCV({ tol: 2 * tol }).fit(X, Y);
      const seconds = (performance.now() - since) / 1000;
      const { models } = regularizationPath(l21, X, Y, { tol: 2 * tol });
      const [first] = models[0]!.marks;
      const gap = Math.max(...models.map(({ marks }) => marks.at(-1)!.gap)) / first!.objective;
      return { seconds, gap, alpha: model.alpha };
    };
    const taken: { ours: Answer; theirs: Answer }[] = [];
    for (let round = -1; round < rounds; round++) {
      const pair = { ours: ours(), theirs: await theirs() };
      if (round >= 0) taken.push(pair);
    }
    const ratios = taken.map((pair) => pair.theirs.seconds / pair.ours.seconds);
    const [{ ours: mine, theirs: other }] = taken as [(typeof taken)[0]];
    console.log(`${title}, scikit-learn's tol ${tol}: ${spread(ratios)} times as fast`);
    console.log(
      `  seconds ${median(taken.map((pair) => pair.ours.seconds)).toFixed(3)} and ${median(taken.map((pair) => pair.theirs.seconds)).toFixed(3)}`,
    );
    console.log(
      `  largest gap / F(0) ${mine.gap.toExponential(1)} and ${other.gap.toExponential(1)}; alpha ${mine.alpha.toPrecision(5)} and ${other.alpha.toPrecision(5)}`,
    );
  }
  python.close();
}
rmSync(folder, { recursive: true });
