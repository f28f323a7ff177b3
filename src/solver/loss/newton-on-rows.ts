import type { Work } from "../../base/work.ts";
import { momentsOf } from "../../statistics/accumulate.ts";
import type { Group } from "../../statistics/group.ts";
import { type GroupStatistics, TaskStatistics } from "../../statistics/task-statistics.ts";
import type { EmpiricalLoss } from "./empirical-loss.ts";
import type { NewtonLoss } from "./prox-newton.ts";

/** The least curvature of a row, as a share of its loss's largest: where the loss is flat the model of it is not. */
const least = 1e-6;

/** A loss on rows that are here, for proximal Newton. */
export function newtonOnRows(loss: EmpiricalLoss): NewtonLoss {
  const { p, T, hasConjugate } = loss;
  return {
    ...{ p, T, hasConjugate, rounding: 1e-14, shortest: 1e-10, patience: Infinity },
    evaluate: (W) => loss.evaluate(W),
    gradient: (G) => loss.gradient(G),
    conjugate: (scale) => loss.conjugate(scale),
    steepest: () => loss.steepest(),
    withoutShift: (W, to, common) => loss.withoutShift(W, to, common),
    valueAt: (W) => loss.evaluate(W),
    model: () => modelOf(loss),
  };
}

function* modelOf(loss: EmpiricalLoss): Work<TaskStatistics> {
  const groups: Group[] = [];
  loss.eachColumn((column, group, f, slope, curvature) => {
    const floor = least * curvature.reduce((most, h) => Math.max(most, h), 0) || least;
    const weight = curvature.map((h) => Math.max(h, floor));
    const y = new Float64Array(group.X.rows);
    for (const [i, row] of group.rows.entries()) y[row] = f[i]! - slope[i]! / weight[i]!;
    const Y = { data: y, rows: y.length, columns: 1 };
    groups.push({ X: group.X, rows: group.rows, weight, tasks: [column], Y, columns: [0] });
  });
  const found: GroupStatistics[] = [];
  for (const group of groups) found.push({ tasks: group.tasks, moments: yield* momentsOf(group) });
  return new TaskStatistics(loss.p, loss.T, undefined, found, 1);
}
