// npm run bench:auto: AutoMultiTask, 100 strengths x 10 folds x 5 methods on 100 000 x 100 x 20, beside scikit-learn's RidgeCV(cv=10)
// with 100 strengths alone, one thread each, one after the other; then the methods on Energy. `-- --quick` takes a tenth of the
// rows and of the strengths. bench/peers/setup installs scikit-learn; PYTHON names another one.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadEnergy } from "../src/data/index.ts";
import { KFold, RandomState, StandardScaler, statisticsOf } from "../src/index.ts";
import { AutoMultiTask } from "../src/select/index.ts";
import { openPeer } from "./process.ts";

const quick = process.argv.includes("--quick");
const [n, p, T, count] = quick ? [10_000, 100, 20, 10] : [100_000, 100, 20, 100];
const methods = ["pooled", "single", "meanRegularized", "l21", "traceNorm"] as const;
const interpreter = process.env.PYTHON ?? join(import.meta.dirname, "peers/.venv/bin/python");

/** Gaussian inputs, coefficients of rank 3, as much noise as signal. */
function draw() {
  const random = new RandomState(0);
  const gauss = (length: number) => Float64Array.from({ length }, () => random.randn());
  const [X, A, B] = [gauss(n * p), gauss(p * 3), gauss(3 * T)];
  const Y = gauss(n * T).map((e) => 17 * e);
  const Z = new Float64Array(3);
  for (let i = 0; i < n; i++) {
    Z.fill(0);
    for (let j = 0; j < p; j++) for (let r = 0; r < 3; r++) Z[r]! += X[i * p + j]! * A[j * 3 + r]!;
    for (let t = 0; t < T; t++) for (let r = 0; r < 3; r++) Y[i * T + t]! += Z[r]! * B[r * T + t]!;
  }
  return { X: { data: X, rows: n, columns: p }, Y: { data: Y, rows: n, columns: T } };
}

const { X, Y } = draw();
const timed = <R>(work: () => R): { seconds: number; result: R } => {
  const since = performance.now();
  const result = work();
  return { seconds: (performance.now() - since) / 1000, result };
};

console.log(`${n} x ${p} x ${T}: ${count} strengths x 10 folds, nested, ${methods.join(", ")}`);
const pass = timed(() => statisticsOf(X, Y));
const each = methods.map((method) => {
  const { seconds } = timed(() => new AutoMultiTask({ methods: [method], alphas: count, cv: 10 }).fit(X, Y));
  return `${method} ${seconds.toFixed(1)}`;
});
const ours = timed(() => new AutoMultiTask({ methods, alphas: count, cv: 10 }).fit(X, Y));
console.log(ours.result.report);
console.log(
  `one pass over the rows ${pass.seconds.toFixed(2)} s; each method alone, with its pass: ${each.join(", ")} s`,
);
console.log(`all methods ${ours.seconds.toFixed(1)} s, the pass over the rows among them`);

const folder = mkdtempSync(join(tmpdir(), "polytask-auto-"));
try {
  const files = { X: join(folder, "X"), Y: join(folder, "Y") };
  writeFileSync(files.X, X.data);
  writeFileSync(files.Y, Y.data);
  const python = openPeer(interpreter, [join(import.meta.dirname, "auto.py")]);
  python.tell(JSON.stringify({ n, p, T, ...files }));
  const alphas = Array.from({ length: count }, (_, k) => n * 10 ** (1 - (6 * k) / (count - 1)));
  const theirs = JSON.parse(await python.ask(JSON.stringify(alphas))) as { seconds: number };
  python.close();
  console.log(`RidgeCV(cv=10), ${count} strengths: ${theirs.seconds.toFixed(1)} s`);
  console.log(`RidgeCV takes ${(theirs.seconds / ours.seconds).toFixed(2)} times as long`);
} finally {
  rmSync(folder, { recursive: true });
}

const cacheDir = process.env.POLYTASK_DATA ?? join(import.meta.dirname, "../../shared/data");
const energy = await loadEnergy({ cacheDir, timeLimit: 1 }).catch((error: Error) => error);
if (energy instanceof Error) console.log(`Energy is skipped: ${energy.message}`);
else {
  console.log(
    "\nEnergy, heating and cooling load, 10 shuffled folds nested, mean squared error and paired 95 % intervals",
  );
  const inputs = new StandardScaler().fitTransform(energy.X); // units of their own, or norms across features mean nothing
  const cv = new KFold({ nSplits: 10, shuffle: true, randomState: 0 });
  const model = new AutoMultiTask({ cv }).fit(inputs, energy.Y, { taskNames: energy.targetNames });
  console.log(model.report);
}
