import { reject, said } from "../check/reject.ts";
import type { LossFormula } from "./loss-formula.ts";

/** Predictions at which a loss is looked at, and these again around every target. */
const around = [...Array.from({ length: 21 }, (_, k) => k - 10), -0.5, -0.25, 0.25, 0.5];

/** At most so many targets are looked at for curvature. */
const targets = 32;

/**
 * Refuses what no solver can begin with: a loss, or a derivative, that is not finite at f = 0 for one of the targets, or
 * a kink or a second derivative below zero where it was looked at. A look at samples is no proof.
 */
export function probe(
  formula: LossFormula,
  text: string,
  y: Float64Array,
  where: string,
  steepest: number | undefined,
): void {
  const distinct = Float64Array.from(new Set(y)).sort();
  for (const target of distinct) {
    const { value, slope, curvature } = look(formula, 0, target);
    if (Number.isFinite(value) && Number.isFinite(slope) && Number.isFinite(curvature)) continue;
    const numbers = `${value}, ${slope} and ${curvature}`;
    const rule = `targets y for which ${text} and its derivatives are finite at f = 0`;
    reject("value", where, rule, said(`y = ${target}, where they are ${numbers}`));
  }
  const count = Math.min(targets, distinct.length);
  for (let k = 0; k < count; k++) {
    const target = distinct[count === 1 ? 0 : Math.floor((k * (distinct.length - 1)) / (count - 1))]!;
    for (const f of [...around, ...around.map((step) => target + step)]) {
      const { value, slope, curvature } = look(formula, f, target);
      if (!Number.isFinite(value)) continue;
      const place = `at f = ${f}, y = ${target} is`;
      if (!Number.isFinite(slope)) {
        reject(
          "value",
          "expression.formula",
          "a smooth loss",
          said(`${text}, whose slope ${place} ${slope}`),
        );
      }
      // (log g)'' = g''/g − slope²: what rounding leaves of such a difference is no curvature
      if (curvature < -1e-12 * (1 + Math.abs(value) + slope * slope)) {
        const found = `${text}, whose second derivative ${place} ${curvature}`;
        reject("value", "expression.formula", "a convex loss", said(found));
      }
      if (steepest !== undefined && curvature > steepest * (1 + 1e-9)) {
        const rule = `at least the second derivative, which ${place} ${curvature}`;
        reject("param", "expression.steepest", rule, steepest);
      }
    }
  }
}

function look({ y, f, value, slope, curvature, run }: LossFormula, at: number, target: number) {
  f.values[0] = at;
  y.values[0] = target;
  run(1);
  return { value: value.values[0]!, slope: slope.values[0]!, curvature: curvature.values[0]! };
}
