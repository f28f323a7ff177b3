import type { TaskData } from "../base/tasks.ts";
import { report, type Work, within } from "../base/work.ts";
import { readMatrix } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import type { Folds } from "../estimator/folds.ts";
import { cholesky } from "../matrix/cholesky.ts";
import { type Dense, zeros } from "../matrix/dense.ts";
import { checkObserved } from "../solver/ridge-fit.ts";
import { accumulate } from "../statistics/accumulate.ts";
import { groupsOf } from "../statistics/group.ts";
import { crossOf, gramInto } from "../statistics/moments.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import { gradientAffinity } from "./gradient-affinity.ts";
import { sharedLinear } from "./linear-affinity.ts";
import { gainsOf } from "./pairwise-gains.ts";

interface Settings {
  readonly alpha: number;
  readonly cv: Folds;
}

const named = {
  *correlation(where: string, { blocks, T, taskNames }: TaskData): Work<Dense> {
    if (blocks.length > 1)
      reject(
        "pair",
        `${where} score "correlation"`,
        "tasks on the same rows of X",
        said("rows of their own"),
      );
    for (const { rows, tasks } of groupsOf({ blocks }))
      checkObserved(where, rows.length, tasks[0]!, taskNames);
    yield* report({ stage: "correlations", fraction: 0 });
    return correlations(blocks[0]!.Y, T);
  },
  *coefficients(where: string, data: TaskData, { alpha }: Settings): Work<Dense> {
    return cosines(ridges(where, yield* observed(where, data), alpha));
  },
  *transferGain(where: string, data: TaskData, { cv }: Settings): Work<Dense> {
    return readMatrix(where, (yield* gainsOf(where, data, { cv })).gains);
  },
  *gradientAffinity(where: string, data: TaskData, { alpha }: Settings): Work<Dense> {
    const model = sharedLinear(yield* observed(where, data), "zero", alpha);
    return readMatrix(where, gradientAffinity(model, model));
  },
} satisfies Readonly<Record<string, (where: string, data: TaskData, settings: Settings) => Work<Dense>>>;

/** A name, or a function whose T x T answer says in row t, column s what task s does for task t. */
export type TaskScore = keyof typeof named | ((statistics: TaskStatistics) => readonly (readonly number[])[]);

export const taskScoreRule = `${Object.keys(named)
  .map((name) => `"${name}"`)
  .join(", ")} or a function`;

export const isTaskScore = (value: unknown): value is TaskScore =>
  typeof value === "function" || (typeof value === "string" && Object.hasOwn(named, value));

/** Row t, column s: what task s does for task t. */
export function* affinityOf(
  where: string,
  score: TaskScore,
  data: TaskData,
  settings: Settings,
): Work<Dense> {
  if (typeof score === "string") return yield* named[score](where, data, settings);
  const found = readMatrix(`${where} score`, score(yield* observed(where, data)));
  const { T } = data;
  if (found.rows !== T || found.columns !== T)
    reject("shape", `${where} score`, `a matrix of ${T} x ${T}`, said(`${found.rows} x ${found.columns}`));
  return found;
}

function* observed(where: string, data: TaskData): Work<TaskStatistics> {
  const statistics = yield* within(accumulate(data), 0, 0.9);
  for (const { moments, tasks } of statistics.groups)
    checkObserved(where, moments.count, tasks[0]!, data.taskNames);
  return statistics;
}

/** |Pearson's correlation| of every two columns on the rows that both have; 0 where one of them does not vary there. */
function correlations({ data, rows }: Dense, T: number): Dense {
  const out = zeros(T, T);
  for (let t = 0; t < T; t++) {
    for (let s = 0; s <= t; s++) {
      const both: number[] = [];
      for (let i = 0; i < rows; i++) if (!Number.isNaN(data[i * T + t]! + data[i * T + s]!)) both.push(i * T);
      const mean = (u: number): number => both.reduce((sum, at) => sum + data[at + u]!, 0) / both.length;
      const [my, mz] = [mean(t), mean(s)];
      let [yz, yy, zz] = [0, 0, 0];
      for (const at of both) {
        const [y, z] = [data[at + t]! - my, data[at + s]! - mz];
        yz += y * z;
        yy += y * y;
        zz += z * z;
      }
      out.data[t * T + s] = out.data[s * T + t] = yy * zz > 0 ? Math.abs(yz) / Math.sqrt(yy * zz) : 0;
    }
  }
  return out;
}

/** (G/n + alpha I)⁻¹ c/n of every task alone, p x T. */
function ridges(where: string, { p, T, groups }: TaskStatistics, alpha: number): Dense {
  const W = zeros(p, T);
  for (const { tasks, moments } of groups) {
    const G = zeros(p, p);
    gramInto(moments, true, moments.weight, G.data);
    for (let j = 0; j < p; j++) G.data[j * (p + 1)]! += alpha;
    const factor =
      cholesky(G) ??
      reject("value", `${where}.alpha`, "a strength at which these inputs can be solved for", alpha);
    const found = factor.solve(crossOf(moments, true));
    for (let j = 0; j < p; j++) {
      for (const [k, t] of tasks.entries())
        W.data[j * T + t] = found.data[j * tasks.length + k]! / moments.weight;
    }
  }
  return W;
}

/** Cosines of the columns; 0 beside a column of zeros. */
function cosines({ data, rows: p, columns: T }: Dense): Dense {
  const out = zeros(T, T);
  const inner = (t: number, s: number): number => {
    let sum = 0;
    for (let j = 0; j < p; j++) sum += data[j * T + t]! * data[j * T + s]!;
    return sum;
  };
  const size = Float64Array.from({ length: T }, (_, t) => Math.sqrt(inner(t, t)));
  for (let t = 0; t < T; t++) {
    for (let s = 0; s < T; s++) out.data[t * T + s] = inner(t, s) / (size[t]! * size[s]! || 1);
  }
  return out;
}
