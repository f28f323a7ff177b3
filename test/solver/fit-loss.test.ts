import { describe, expect, test } from "vitest";
import type { LinearModel } from "../../src/base/linear-model.ts";
import { readTaskData, type Task } from "../../src/base/tasks.ts";
import { drain } from "../../src/base/work.ts";
import {
  type Datafit,
  huber,
  logistic,
  multinomial,
  poisson,
  quadratic,
  squareRoot,
} from "../../src/datafit/index.ts";
import { RandomState } from "../../src/matrix/random.ts";
import { l1, l21, type Penalty, traceNorm } from "../../src/penalty/index.ts";
import type { Head } from "../../src/solver/loss/empirical-loss.ts";
import { fitLoss } from "../../src/solver/loss/fit-loss.ts";
import type { OpenLossSettings } from "../../src/solver/loss/open-loss.ts";
import { several } from "../penalty/several.ts";

const [n, p, T] = [43, 5, 3];
const random = new RandomState(7);
const X = Array.from({ length: n }, () => Array.from({ length: p }, () => 2 + random.randn()));
const W0 = Array.from({ length: p }, (_, j) => Array.from({ length: T }, () => (j < 3 ? random.randn() : 0)));
const signal = X.map((x) => W0[0]!.map((_, t) => x.reduce((sum, v, j) => sum + (v - 2) * W0[j]![t]!, 0)));
const noisy = signal.map((row) => row.map((f) => f + random.randn()));
const targets = {
  numbers: noisy,
  labels: noisy.map((row) => row.map((f) => Number(f > 0))),
  classes: noisy.map((row) => row.map((f) => Number(f > -0.8) + Number(f > 0.8))),
  counts: noisy.map((row) => row.map((f) => Math.max(0, Math.floor(2 + f)))),
};

/** A loss with its formula in plain numbers, of one task's residuals or predictions f, K a row. */
interface Member {
  readonly head: Head;
  readonly Y: readonly number[][];
  readonly value: (f: number[][], y: number[], s: number[]) => number;
}

const each =
  (one: (f: number, y: number) => number): Member["value"] =>
  (f, y, s) =>
    f.reduce((sum, [at], i) => sum + s[i]! * one(at!, y[i]!), 0);
const single = (datafit: Datafit) => ({ head: { datafit, K: 1 } });
const members: Record<string, Member> = {
  quadratic: { ...single(quadratic()), Y: targets.numbers, value: each((f, y) => (f - y) ** 2 / 2) },
  huber: {
    ...single(huber(0.7)),
    Y: targets.numbers,
    value: each((f, y) => (Math.abs(f - y) <= 0.7 ? (f - y) ** 2 / 2 : 0.7 * Math.abs(f - y) - 0.7 ** 2 / 2)),
  },
  squareRoot: {
    ...single(squareRoot()),
    Y: targets.numbers,
    value: (f, y, s) => Math.sqrt(f.reduce((sum, [at], i) => sum + s[i]! * (at! - y[i]!) ** 2, 0)),
  },
  logistic: {
    ...single(logistic()),
    Y: targets.labels,
    value: each((f, y) => Math.log1p(Math.exp(y === 1 ? -f : f))),
  },
  poisson: {
    ...single(poisson()),
    Y: targets.counts,
    value: each((f, y) => Math.exp(f) - y * f + (y > 0 ? y * Math.log(y) : 0) - y),
  },
  multinomial: {
    head: { datafit: multinomial(), K: 3 },
    Y: targets.classes,
    value: (f, y, s) =>
      f.reduce((sum, own, i) => {
        const total = Math.log(own.reduce((all, at) => all + Math.exp(at), 0));
        return sum + s[i]! * (total - own[y[i]!]!);
      }, 0),
  },
};
const penalties = several(0.05);

const standard: OpenLossSettings = {
  where: "fitLoss",
  fitIntercept: true,
  taskWeight: "samples",
  solver: "auto",
  tol: 1e-8,
  maxIter: 2000,
};
const tasksOf = (Y: readonly number[][], sizes = [43, 31, 17]): Task[] =>
  sizes.map((size, t) => ({
    X: X.slice(0, size),
    y: Y.slice(0, size).map((row) => row[t]!),
    sampleWeight: Array.from({ length: size }, (_, i) => 1 + ((i + t) % 3) / 2),
  }));

function fitted(
  given: unknown,
  Y: unknown,
  { head }: Member,
  penalty: Penalty,
  more: object = {},
): LinearModel {
  const settings = { ...standard, ...more };
  const data = readTaskData("fitLoss", given, Y);
  return drain(
    fitLoss(
      data,
      Array.from({ length: data.T }, () => head),
      penalty,
      settings,
    ),
  );
}

/** F by plain loops, of tasks with rows of their own. */
function objective(
  tasks: readonly Task[],
  { head, value }: Member,
  penalty: Penalty,
  model: LinearModel,
): number {
  const C = model.coef.columns;
  const weights = tasks.map(({ sampleWeight, X: rows }) =>
    Array.from((sampleWeight as number[] | undefined) ?? (rows as number[][]).map(() => 1)),
  );
  const mean = weights.flat().reduce((sum, w) => sum + w, 0) / tasks.length;
  let sum = 0;
  for (const [t, { X: rows, y }] of tasks.entries()) {
    const f = (rows as number[][]).map((x) =>
      Array.from({ length: head.K }, (_, k) => {
        const c = t * head.K + k;
        return x.reduce((all, v, j) => all + v * model.coef.data[j * C + c]!, model.intercept[c]!);
      }),
    );
    sum += value(
      f,
      Array.from(y as number[]),
      weights[t]!.map((w) => w / mean),
    );
  }
  const parts = model.components ?? [model.coef];
  const sides: readonly Penalty[] = penalty.components ?? [penalty];
  for (const [k, side] of sides.entries()) sum += side.value(parts[k]!.data, { p, T: C });
  return sum;
}

describe.each(Object.keys(members))("%s", (name) => {
  const member = members[name]!;
  const those = Object.keys(penalties).filter(
    (title) => member.head.K === 1 || !penalties[title]!.betweenTasks,
  );

  test.each(those)("with %s: both solvers meet their gap at the same minimum", (title) => {
    const penalty = penalties[title]!;
    const tasks = tasksOf(member.Y);
    const found = (["fista", "proxNewton"] as const).map((solver) =>
      fitted(tasks, undefined, member, penalty, { solver }),
    );
    const scale = fitted(tasks, undefined, member, l1(1e6)).marks.at(-1)!.objective; // F(0)
    for (const model of found) {
      const last = model.marks.at(-1)!;
      expect(model.converged).toBe(true);
      expect(last.gap).toBeLessThanOrEqual(1e-8 * scale);
      expect(objective(tasks, member, penalty, model)).toBeNear(last.objective, 1e-10);
    }
    const [a, b] = found.map(({ marks }) => marks.at(-1)!);
    expect(Math.abs(a!.objective - b!.objective)).toBeLessThanOrEqual(Math.max(a!.gap, b!.gap) + 1e-14);
  });

  test("gaps are true on the way: no mark lies further above the minimum than it says", () => {
    const best = fitted(X, member.Y, member, l21(0.03), { tol: 1e-11 }).marks.at(-1)!;
    for (const solver of ["fista", "proxNewton"]) {
      for (const { objective: at, gap } of fitted(X, member.Y, member, l21(0.03), { solver }).marks) {
        expect(at - best.objective).toBeLessThanOrEqual(gap + 1e-13);
      }
    }
  });

  test("the intercept is where the loss is least: it moves with the features, and W does not", () => {
    const moved = X.map((row) => row.map((x, j) => x + 3 * j));
    const [a, b] = [X, moved].map((rows) => fitted(rows, member.Y, member, l21(0.05), { tol: 1e-11 }));
    expect(b!.coef.data).toBeNear(a!.coef.data, 1e-4);
    expect(b!.marks.at(-1)!.objective).toBeNear(a!.marks.at(-1)!.objective, 1e-10);
  });

  test("without an intercept there is none", () => {
    const model = fitted(X, member.Y, member, l21(0.05), { fitIntercept: false });
    expect(model.intercept.every((b) => b === 0)).toBe(true);
    expect(model.converged).toBe(true);
  });

  test("more features than rows", () => {
    const few = [X.slice(0, 4), member.Y.slice(0, 4)] as const;
    const wide = few[0].map((row) => [...row, ...row.map((x) => x * x), 1]);
    for (const solver of ["fista", "proxNewton"]) {
      // less than that leaves no residual of a square root loss, and without one it has no slope
      const model = fitted(wide, few[1], member, l21(name === "squareRoot" ? 3 : 0.3), { solver, tol: 1e-5 });
      expect(model.converged).toBe(true);
    }
  });

  test("a missing target, a weight of 0 and an absent row are the same, bit for bit", () => {
    const seen = (i: number, t: number): boolean => (i + t) % 4 > 0;
    const missing = member.Y.map((row, i) => row.map((y, t) => (seen(i, t) ? y : NaN)));
    const absent = [0, 1, 2].map((t) => ({
      X: X.filter((_, i) => seen(i, t)),
      y: member.Y.filter((_, i) => seen(i, t)).map((row) => row[t]!),
    }));
    const none = [0, 1, 2].map((t) => ({
      X,
      y: member.Y.map((row) => row[t]!),
      sampleWeight: X.map((_, i) => Number(seen(i, t))),
    }));
    const [a, b, c] = [
      fitted(X, missing, member, l21(0.05)),
      fitted(absent, undefined, member, l21(0.05)),
      fitted(none, undefined, member, l21(0.05)),
    ].map(({ coef, intercept }) => [...coef.data, ...intercept]);
    expect(b).toEqual(a);
    expect(c).toEqual(a);
  });

  test("equal tasks count the same, however many rows they have", () => {
    const tasks = tasksOf(member.Y);
    const twice = tasks.map((task, t) =>
      t > 0 ? task : { ...task, sampleWeight: (task.sampleWeight as number[]).map((w) => 2 * w) },
    );
    const settings = { taskWeight: "equal", tol: 1e-11 } as const;
    const [a, b] = [tasks, twice].map((given) => fitted(given, undefined, member, l21(0.05), settings));
    expect(b!.coef.data).toBeNear(a!.coef.data, 1e-4);
  });

  test("alpha so large that W = 0: zero, converged at once; plain and stopped fits say the truth", () => {
    const model = fitted(X, member.Y, member, traceNorm(1e6));
    expect([...model.coef.data]).toEqual(new Array(p * T * member.head.K).fill(0));
    expect([model.converged, model.marks.length]).toEqual([true, 1]);
    const short = fitted(X, member.Y, member, l1(1e-4), { solver: "fista", maxIter: 2 });
    expect(short.converged).toBe(false);
    expect(short.marks.at(-1)).toMatchObject({ iteration: 2 });
  });
});
