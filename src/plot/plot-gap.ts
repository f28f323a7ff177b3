import type { Mark } from "../base/mark.ts";
import { checkOptions } from "../check/options.ts";
import { reject } from "../check/reject.ts";
import { type Line, linesPicture } from "./lines.ts";
import { titleOf } from "./names.ts";
import type { Picture } from "./picture.ts";

/** What has been fitted and left a curve. */
export interface HasMarks {
  readonly marks: readonly Mark[];
}

interface Options {
  readonly title?: string;
  /** What is shown: how far above the optimum the objective may be (default), or how far the coefficients are from standing still. */
  readonly measure?: "gap" | "stationarity";
  /** What it is shown against. Default "seconds". */
  readonly against?: "seconds" | "iteration";
}

/**
 * How fast fits came to their optimum: the certified gap against time, both as the fits measured them, a line a fit. The gap is in the
 * units of the objective, on a logarithmic axis, where a gap of 0 or of Infinity is not drawn.
 *
 * @param fits - fitted estimators or models by the names that they shall have
 * @throws PolytaskError where there are none, one has no marks, or no mark has what is to be shown
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskLasso } from "polytask";
 * import { plotGap } from "polytask/plot";
 *
 * const X = [[0, 1], [1, -1], [2, -1], [3, 1]];
 * const lasso = new MultiTaskLasso({ alpha: 0.1 }).fit(X, [[0, 1], [2, 2], [4, 3], [6, 4]]);
 * const { spec } = plotGap({ lasso }, { against: "iteration" });
 * assert.equal(spec.description, "How fast the optimum was found");
 * ```
 */
export function plotGap(fits: Readonly<Record<string, HasMarks>>, options: Options = {}): Picture {
  const where = "plotGap";
  checkOptions(where, options, ["title", "measure", "against"]);
  const { measure = "gap", against = "seconds" } = options;
  if (measure !== "gap" && measure !== "stationarity")
    reject("param", `${where}.measure`, '"gap" or "stationarity"', measure);
  if (against !== "seconds" && against !== "iteration")
    reject("param", `${where}.against`, '"seconds" or "iteration"', against);
  if (typeof fits !== "object" || fits === null || Array.isArray(fits) || Object.keys(fits).length === 0)
    reject("param", where, "a record of at least one fit", fits);
  const lines = Object.entries(fits).map(([name, fit]): Line => {
    const marks = fit?.marks;
    if (!Array.isArray(marks) || marks.length === 0)
      reject("param", `${where} ${JSON.stringify(name)}`, "a fit that left marks", fit);
    return { name, points: fit.marks.map((mark) => [mark[against], mark[measure]]) };
  });
  const drawn = (y: number | undefined): boolean => y !== undefined && y > 0 && y < Infinity;
  if (!lines.some(({ points }) => points.some(([, y]) => drawn(y))))
    reject("value", where, `a mark whose ${measure} is above 0 and finite`, fits);
  const title = measure === "gap" ? "gap (units of the objective)" : "stationarity";
  return linesPicture(
    {
      title: titleOf(where, options.title, "How fast the optimum was found"),
      subtitle:
        measure === "gap"
          ? "The certified gap: how far above the optimum the objective may still be"
          : "How far the coefficients are from standing still: 0 at the optimum",
    },
    "fit",
    lines,
    { title: against === "seconds" ? "time (s)" : "iteration", log: false, zero: true },
    { title, log: true },
  );
}
