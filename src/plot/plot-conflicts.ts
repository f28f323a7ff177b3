import { type FlatMatrix, type MatrixLike, readMatrix } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import type { SharedParameters } from "../select/gradient-affinity.ts";
import { clusterOrder } from "./cluster-order.ts";
import { namesOf, titleOf } from "./names.ts";
import type { Picture } from "./picture.ts";
import { squareMap } from "./square-map.ts";

interface Options {
  readonly title?: string;
  readonly taskNames?: readonly string[];
}

/**
 * Where tasks pull shared parameters apart: a map of the cosines between their gradients, T x T, tasks that agree beside each other. Blue
 * is conflict: a step for one makes the other worse.
 *
 * @param given - what `gradientAffinity` takes, whose gradients are compared; or cosines, a symmetric T x T
 * @throws PolytaskError where cosines are not square, symmetric and within -1 and 1, or gradients differ in length
 * @see Yu, Kumar, Gupta, Levine, Hausman & Finn 2020, Gradient surgery for multi-task learning
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { plotConflicts } from "polytask/plot";
 *
 * const gradients = [[1, 0], [0, 2], [-3, 0]];
 * const { spec } = plotConflicts({ T: 3, gradient: (t) => gradients[t]!, losses: () => [1, 1, 1] });
 * const { values } = spec["data"] as { values: { task: string; other: string; value: number }[] };
 * assert.equal(values.find(({ task, other }) => task === "task 0" && other === "task 2")!.value, -1);
 * ```
 */
export function plotConflicts(given: SharedParameters | MatrixLike, options: Options = {}): Picture {
  const where = "plotConflicts";
  checkOptions(where, options, ["title", "taskNames"]);
  const isModel = typeof given === "object" && given !== null && "gradient" in given;
  const values = isModel ? cosinesOf(where, given) : readCosines(where, given);
  return squareMap({
    title: titleOf(where, options.title, "Where gradients are in conflict"),
    subtitle: "Below 0, a step for one task makes the other worse",
    measure: "cosine",
    ...{ values, names: namesOf(where, "task", options.taskNames, values.rows), order: clusterOrder(values) },
  });
}

function readCosines(where: string, given: unknown): FlatMatrix {
  const cosines = readMatrix(where, given);
  const { data, rows, columns } = cosines;
  if (rows !== columns) reject("shape", where, "cosines, T x T", said(`${rows} x ${columns}`));
  for (const [k, value] of data.entries()) {
    const [t, s] = [Math.floor(k / rows), k % rows];
    const mirrored = data[s * rows + t]!;
    if (Math.abs(value) > 1 + 1e-9 || Math.abs(value - mirrored) > 1e-9)
      reject("value", `${where} row ${t}, column ${s}`, "a symmetric matrix within -1 and 1", value);
  }
  return cosines;
}

/** Cosines of all gradients; 0 beside a gradient of zeros. */
function cosinesOf(where: string, { T, gradient }: SharedParameters): FlatMatrix {
  if (!(Number.isInteger(T) && T >= 1)) reject("shape", `${where} T`, "a count of tasks >= 1", T);
  const slopes = Array.from({ length: T }, (_, t) => Float64Array.from(gradient(t)));
  const { length } = slopes[0]!;
  const odd = slopes.findIndex((slope) => slope.length !== length || !slope.every(Number.isFinite));
  if (odd >= 0)
    reject(
      "value",
      `${where} gradient of task ${odd}`,
      `${length} finite numbers, as of task 0`,
      slopes[odd],
    );
  const inner = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, j) => sum + x * b[j]!, 0);
  const sizes = slopes.map((slope) => Math.sqrt(inner(slope, slope)));
  const data = Float64Array.from({ length: T * T }, (_, k) => {
    const [t, s] = [Math.floor(k / T), k % T];
    return inner(slopes[t]!, slopes[s]!) / (sizes[t]! * sizes[s]! || 1);
  });
  return { data, rows: T, columns: T };
}
