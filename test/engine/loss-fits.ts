import assert from "node:assert/strict";
import { poisson } from "../../src/datafit/index.ts";
import { type FitProgress, fitFrom, type Request, type Source } from "../../src/engine/index.ts";
import { MultiTaskClassifier, MultiTaskRegressor, RandomState, setWarningHandler } from "../../src/index.ts";
import { l21, type Penalty, ridge, traceNorm } from "../../src/penalty/index.ts";
import { apart } from "../cluster/apart.ts";
import type { Table } from "./data-sets.ts";
import { watched } from "./watched.ts";

/** The rows of a table with targets of both kinds, and what they are in memory. */
export interface LossData extends Table {
  readonly request: (kind: Kind) => Omit<Request, "fold">;
  readonly memory: (kind: Kind) => readonly unknown[];
  readonly alpha: number;
}

const kinds = ["logistic", "poisson"] as const;
type Kind = (typeof kinds)[number];

const letters: Readonly<Record<Kind, string>> = { logistic: "y", poisson: "c" };

/** A label and a count that follow a linear prediction. */
const drawn = (random: RandomState, f: number): Readonly<Record<Kind, number>> => ({
  logistic: Number(f + random.randn() > 0),
  poisson: Math.floor(Math.exp(0.6 * f) * Math.exp(random.randn() / 2) + 0.5),
});

const list = (letter: string, size: number): string[] =>
  Array.from({ length: size }, (_, k) => `${letter}${k}`);

const numbers = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, "double"] as const));

/** Targets of the same rows, some of them missing, and weights; a column that lies at 1e8. */
function shared(): LossData {
  const random = new RandomState(5);
  const [n, p, T] = [233, 5, 3];
  const X = Array.from({ length: n }, () => Array.from({ length: p }, (_, j) => (j === 1 ? 1e8 : j) + random.randn())); // biome-ignore format: one line
  const drawings = X.map((x) => Array.from({ length: T }, (_, t) => drawn(random, x[0]! + (x[1]! - 1e8) * (t - 1) + (x[2]! - 2) / 2))); // biome-ignore format: one line
  const targets = (kind: Kind) => drawings.map((own, i) => own.map((one, t) => ((i + 2 * t) % 7 === 3 ? Number.NaN : one[kind]))); // biome-ignore format: one line
  const weight = X.map((_, i) => (i % 11 === 4 ? 0 : 0.5 + (i % 3)));
  const features = list("x", p);
  const [Y, C] = [targets("logistic"), targets("poisson")];
  return {
    ...{ name: "labels_and_counts", part: "part", alpha: 0.03 },
    columns: { part: "whole", weight: "double", ...numbers([...features, ...list("y", T), ...list("c", T)]) },
    rows: X.map((x, i) => [i % 3, weight[i]!, ...x, ...Y[i]!, ...C[i]!]),
    request: (kind) => ({ features, targets: list(letters[kind], T), weight: "weight" }),
    memory: (kind) => [X, targets(kind), { sampleWeight: weight }],
  };
}

/** Tasks with rows of their own, one of which lies far from the others. */
function apartTasks(): LossData {
  const random = new RandomState(6);
  const [p, T] = [4, 7];
  const tasks = Array.from({ length: T }, (_, t) => {
    const n = 31 + 5 * t;
    const at = t === 2 ? 1e7 : t;
    const X = Array.from({ length: n }, () => Array.from({ length: p }, () => at + random.randn()));
    const drawings = X.map((x) => drawn(random, x[0]! - at + (x[1]! - at) * (t / 6) + 0.3));
    return { name: `${t + 4}`, X, drawings };
  });
  const features = list("x", p);
  return {
    ...{ name: "labels_and_counts_of_tasks", part: "task", alpha: 0.02 },
    columns: { task: "whole", ...numbers([...features, "y", "c"]) },
    rows: tasks.flatMap(({ name, X, drawings }) => X.map((x, i) => [Number(name), ...x, drawings[i]!.logistic, drawings[i]!.poisson])), // biome-ignore format: one line
    request: (kind) => ({ features, targets: [letters[kind]], task: "task" }),
    memory: (kind) => [
      tasks.map(({ name, X, drawings }) => ({ name, X, y: drawings.map((one) => one[kind]) })),
    ],
  };
}

export const lossData: readonly LossData[] = [shared(), apartTasks()];

const penalties: Readonly<Record<string, (alpha: number) => Penalty>> = { ridge, l21, "trace norm": traceNorm }; // biome-ignore format: one line

/** What is fitted to every table, in memory and from every engine. */
export const lossCases = kinds.flatMap((kind) => Object.keys(penalties).map((name) => ({ kind, name })));

/** Until nothing is left to gain: a ridge alone bounds how far coefficients are off by the root of a gap. */
const tight = { tol: 0, maxIter: 30 };

const made = (kind: Kind, penalty: Penalty) =>
  kind === "logistic"
    ? new MultiTaskClassifier({ penalty, ...tight })
    : new MultiTaskRegressor({ penalty, ...tight, datafit: poisson() });

/**
 * Fits a loss to rows in memory and to those of an engine: coefficients and intercepts within 1e-9 of the largest, at most one query a step
 * beside the first, and gaps that are never below what is left to the optimum.
 */
export async function sameLossFit(
  data: LossData,
  { kind, name }: (typeof lossCases)[number],
  rows: Source,
): Promise<string> {
  const penalty = penalties[name]!(data.alpha);
  const seen = watched(rows);
  const told: (number | undefined)[] = [];
  const onProgress = ({ stage, gap }: FitProgress) => void (stage === "newton" && told.push(gap));
  const warned = setWarningHandler(() => undefined); // that a gap of 0 is not reached
  const expected = made(kind, penalty) as MultiTaskRegressor;
  expected.fit(...(data.memory(kind) as unknown as Parameters<MultiTaskRegressor["fit"]>));
  const { estimator: found } = await fitFrom(seen.rows, made(kind, penalty), { ...data.request(kind), onProgress }); // biome-ignore format: one line
  setWarningHandler(warned);
  const pairs = {
    coefficients: [found.coef.to1DArray(), expected.coef.to1DArray()],
    intercepts: [found.intercept, expected.intercept],
  };
  const worst = Object.entries(pairs).map(([what, [one, other]]) => {
    const difference = apart(one!, other!);
    assert.ok(difference <= 1e-9, `${what} differ by ${difference}`);
    return difference;
  });
  const [first] = expected.marks;
  const least = Math.min(...expected.marks.map(({ objective }) => objective));
  for (const { objective, gap } of found.marks)
    assert.ok(gap >= objective - least - 1e-13 * first!.objective, `a gap of ${gap}, ${objective - least} above the optimum`); // biome-ignore format: one line
  assert.ok(found.dualGap <= 1e-12 * first!.objective, `a gap of ${found.dualGap}`);
  assert.deepEqual(told, found.marks.map(({ gap }) => gap)); // biome-ignore format: one line
  const { sums, asked } = seen;
  assert.ok(sums <= found.nIter + 1, `${sums} queries for sums in ${found.nIter} steps`);
  assert.ok(
    asked.length - sums <= data.request(kind).targets.length + 3,
    `${asked.length - sums} queries before`,
  );
  return `${Math.max(...worst).toExponential(1)}, ${found.nIter} steps, ${sums} queries for sums`;
}
