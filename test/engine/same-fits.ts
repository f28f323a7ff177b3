import assert from "node:assert/strict";
import type { EngineStatistics } from "../../src/engine/index.ts";
import {
  MultiOutputRidge,
  MultiTaskLassoCV,
  MultiTaskRegressor,
  MultiTaskRegressorCV,
  TaskRelationshipRegressor,
} from "../../src/index.ts";
import { l21, traceNorm } from "../../src/penalty/index.ts";
import { apart } from "../cluster/apart.ts";
import type { DataSet } from "./data-sets.ts";

interface Fitted {
  readonly coef: { to1DArray(): number[] };
  readonly intercept: ArrayLike<number>;
  readonly converged: boolean;
}

interface Model extends Fitted {
  fit(...memory: unknown[]): this;
  fitStatistics(given: unknown): this;
  clone(): Model;
}

interface Case {
  make(data: DataSet): unknown;
  /** The strengths that were chosen among these, all of them > 0: a choice at the end of the list would show little. */
  chosen?(model: never): { readonly chosen: number; readonly among: readonly number[] };
}

/** So exactly that the last steps of a fit are rounding. */
const tight = { tol: 1e-12, maxIter: 100_000 };
const alphas = [1e-4, 1e-3, 1e-2, 0.1, 1, 10];
type Lists = readonly number[] | readonly (readonly number[])[];
const ofGrid = ({ alpha, alphas }: { alpha: number; alphas: unknown }) => ({ chosen: alpha, among: [alphas as Lists].flat(2) }); // biome-ignore format: one line

/** What is fitted to every data set, in memory and from every engine. */
export const cases: Readonly<Record<string, Case>> = {
  ridge: { make: () => new MultiOutputRidge() },
  l21: { make: ({ alpha }) => new MultiTaskRegressor({ penalty: l21(alpha), ...tight }) },
  "trace norm": { make: ({ alpha }) => new MultiTaskRegressor({ penalty: traceNorm(alpha), ...tight }) },
  MTRL: { make: ({ alpha }) => new TaskRelationshipRegressor({ alpha, beta: alpha / 10, ...tight }) },
  "l21, chosen": {
    make: ({ cv }) => new MultiTaskLassoCV({ alphas: 7, cv, ...tight }),
    chosen: ofGrid,
  },
  "trace norm, chosen": {
    make: ({ cv }) => new MultiTaskRegressorCV({ penalty: traceNorm, alphas: 7, cv, ...tight }),
    chosen: ofGrid,
  },
  "MTRL, chosen": {
    make: ({ cv }) => new TaskRelationshipRegressor({ alpha: "cv", alphas, beta: 1e-3, cv, ...tight }),
    chosen: ({ strengths }: TaskRelationshipRegressor) => ({ chosen: strengths!.alpha, among: alphas }),
  },
};

/**
 * Fits a model to what an engine has added up and to the rows in memory: coefficients, intercepts and chosen strengths within 1e-9 of the
 * largest. Fits end where rounding does, so that those of l21, which no strong convexity bounds, are compared as they are.
 */
export function sameFit(which: string, data: DataSet, { statistics, folds }: EngineStatistics): string {
  const { make, chosen } = cases[which]!;
  const model = make(data) as Model;
  const found = model.clone().fitStatistics(chosen ? folds : statistics);
  const expected = model.fit(...data.memory);
  assert.ok(found.converged && expected.converged, "a fit did not converge");
  const strengths = [found, expected].map((own) => chosen?.(own as never));
  const pairs = {
    coefficients: [found.coef.to1DArray(), expected.coef.to1DArray()],
    intercepts: [found.intercept, expected.intercept],
    strengths: strengths.map((own) => (own ? [own.chosen] : [1])),
  };
  const worst = Object.entries(pairs).map(([what, [one, other]]) => {
    const difference = apart(one!, other!);
    assert.ok(difference <= 1e-9, `${what} differ by ${difference}`);
    return difference;
  });
  const [own] = strengths;
  assert.ok(!own || (own.chosen > Math.min(...own.among) && own.chosen < Math.max(...own.among)), `${own?.chosen} is the end of ${own?.among}`); // biome-ignore format: one line
  return `${Math.max(...worst).toExponential(1)}${own ? `, strength ${own.chosen.toPrecision(3)}` : ""}`;
}
