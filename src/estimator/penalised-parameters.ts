import { choice, count, flag, real } from "../base/parameter.ts";

/** The parameters that every regression with a penalty has. */
export const penalised = {
  fitIntercept: flag(true, "whether every task has an intercept, which is never penalised"),
  taskWeight: choice(
    "samples",
    ["samples", "equal"],
    "samples: every row counts the same; equal: every task does, however many rows it has",
  ),
  tol: real(1e-6, 0, 1, "the gap to reach, as a share of the objective at W = 0"),
  maxIter: count(10_000, 1, Infinity, "most iterations"),
};
