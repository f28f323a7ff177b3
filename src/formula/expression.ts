import { checkOptions } from "../check/options.ts";
import { reject } from "../check/reject.ts";
import type { Datafit } from "../datafit/datafit.ts";
import { functions } from "./functions.ts";
import { readLossFormula } from "./loss-formula.ts";
import { probe } from "./probe.ts";
import { lanes } from "./program.ts";

export interface ExpressionOptions {
  /** Numbers that the formula calls by name. */
  readonly parameters?: Readonly<Record<string, number>>;
  /** "number" (default), or "two classes", where y is −1 for the first class and +1 for the second. */
  readonly target?: "number" | "two classes";
  /** The largest second derivative in f, where you know one: a number > 0. */
  readonly steepest?: number;
}

/**
 * A convex loss of your own, from its formula in the target y and the prediction f: Σ_i s_i ℓ(f_i, y_i).
 *
 * mathjs parses it and differentiates it twice in f; it is an optional peer, so `npm install mathjs` comes
 * first, or else this module does not load and the error names mathjs. A formula holds numbers, y, f, parameters,
 * + - * / ^, parentheses, and exp, log, sqrt, sinh, cosh, tanh, sech, pow; anything else is refused, and nothing in it is
 * run as code. It is computed as it is written: where a part of it or of a derivative overflows, as those of
 * log(1 + exp(-y * f)) do from −y f = 355 on, the loss is Infinity and solvers step back. Values have the same bits on every runtime.
 *
 * A loss must be smooth and convex in f. Before any work it is refused where it or a derivative is not finite at f = 0 for
 * a target, or where its second derivative is below zero at one of some fifty predictions for up to 32 of the targets:
 * that finds mistakes and proves nothing. There is no conjugate, so fits are certified by stationarity.
 *
 * @param formula - at most 500 characters and 64 numbers, symbols and operations
 * @param options - parameters, the kind of target, and a bound of the second derivative
 * @throws PolytaskError where the formula or an option is not as above
 * @see mathjs, `parse` and `derivative`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { expression } from "polytask/formula";
 *
 * const logistic = expression("log(1 + exp(-y * f))", { target: "two classes", steepest: 0.25 });
 * assert.equal(logistic.target, "two classes");
 *
 * const pseudoHuber = expression("c^2 * (sqrt(1 + ((y - f) / c)^2) - 1)", { parameters: { c: 1.5 } });
 * assert.deepEqual(pseudoHuber.parameters.parameters, { c: 1.5 });
 *
 * assert.throws(() => expression("abs(y - f)"), /expected smooth functions, .* got abs of 1/);
 * assert.throws(() => expression("-(y - f)^2").check?.("y", Float64Array.of(3)), /expected a convex loss/);
 * ```
 */
export function expression(formula: string, options: ExpressionOptions = {}): Datafit {
  checkOptions("expression", options, ["parameters", "target", "steepest"]);
  const { target = "number", steepest } = options;
  if (target !== "number" && target !== "two classes") {
    reject("param", "expression.target", '"number" or "two classes"', target);
  }
  if (steepest !== undefined && !(Number.isFinite(steepest) && steepest > 0)) {
    reject("param", "expression.steepest", "a finite number > 0", steepest);
  }
  const parameters = readParameters(options.parameters);
  const compiled = readLossFormula(formula, parameters);
  const { y, f, value, slope, curvature, run } = compiled;
  const signed = (given: number): number => (target === "number" ? given : 2 * given - 1);
  return {
    name: "expression",
    parameters: Object.freeze({ formula, parameters, target, ...(steepest !== undefined && { steepest }) }),
    target,
    ...(steepest !== undefined && { steepest }),
    check: (where, given) => probe(compiled, formula, given.map(signed), where, steepest),
    evaluate(rows) {
      const given = { y: rows.y.values, f: rows.f.values, weight: rows.weight.values };
      const into = { slope: rows.slope.values, curvature: rows.curvature.values };
      let sum = 0;
      let finite = true;
      for (let from = 0; from < rows.n; from += lanes) {
        const count = Math.min(lanes, rows.n - from);
        for (let i = 0; i < count; i++) {
          y.values[i] = signed(given.y[from + i]!);
          f.values[i] = given.f[from + i]!;
        }
        run(count);
        for (let i = 0; i < count; i++) {
          const weight = given.weight[from + i]!;
          sum += weight * value.values[i]!;
          into.slope[from + i] = weight * slope.values[i]!;
          into.curvature[from + i] = weight * Math.max(0, curvature.values[i]!); // rounding may leave less than nothing
          finite &&= Number.isFinite(slope.values[i]! + curvature.values[i]!);
        }
      }
      return finite && Number.isFinite(sum) ? sum : Infinity;
    },
  };
}

function readParameters(given: unknown = {}): Readonly<Record<string, number>> {
  const where = "expression.parameters";
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    reject("param", where, "an object of names and numbers", given);
  }
  for (const [name, value] of Object.entries(given)) {
    const taken = ["y", "f", "e", "pow", ...functions.keys()].includes(name);
    if (taken || !/^[A-Za-z]\w*$/.test(name)) {
      reject("param", where, "names of letters and digits other than y, f, e and the functions'", name);
    }
    if (!Number.isFinite(value)) reject("param", `${where}.${name}`, "a finite number", value);
  }
  return Object.freeze({ ...(given as Record<string, number>) });
}
