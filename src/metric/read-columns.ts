import { checkTasks, isTasks } from "../base/tasks.ts";
import {
  type FlatMatrix,
  type MatrixLike,
  readMatrixOrColumn,
  readVector,
  type VectorLike,
} from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import { readWeights } from "../check/weights.ts";
import { type Column, columnOf } from "./column.ts";

/** The targets of a task with rows of its own; a `Task` of `fit` is one. */
export interface TaskTargets {
  /** n_t; NaN is a missing target. */
  readonly y: VectorLike | MatrixLike;
  readonly name?: string;
  /** One weight a row, >= 0. */
  readonly sampleWeight?: VectorLike;
}

/** Targets in every form that scores take: n x T, a vector of n for one task, or tasks with rows of their own. */
export type Targets = MatrixLike | VectorLike | readonly TaskTargets[];

/** Predictions: shaped like the targets; for tasks with rows of their own one vector a task. */
export type Predictions = MatrixLike | VectorLike;

/** Reads targets, predictions and weights into one column a task; refuses what does not fit together. */
export function readColumns(owner: string, Y: Targets, P: Predictions, sampleWeight: unknown): Column[] {
  return isTaskTargets(Y) ? readTasks(owner, Y, P, sampleWeight) : readShared(owner, Y, P, sampleWeight);
}

function readShared(owner: string, givenY: unknown, givenP: unknown, sampleWeight: unknown): Column[] {
  const Y = readMatrixOrColumn(`${owner}.Y`, givenY, { missing: true });
  const P = readMatrixOrColumn(`${owner}.P`, givenP);
  if (P.rows !== Y.rows || P.columns !== Y.columns) {
    reject("shape", `${owner}.P`, `${Y.rows} x ${Y.columns}, as Y`, said(`${P.rows} x ${P.columns}`));
  }
  const weights = readWeights(`${owner}.sampleWeight`, sampleWeight, Y.rows, Y.columns);
  return Array.from({ length: Y.columns }, (_, t) => columnOf(`${owner}.Y task ${t}`, Y, P, weights, t));
}

function readTasks(
  owner: string,
  tasks: readonly TaskTargets[],
  P: unknown,
  sampleWeight: unknown,
): Column[] {
  if (sampleWeight !== undefined) {
    reject("param", `${owner}.sampleWeight`, "nothing beside tasks, which carry their own", sampleWeight);
  }
  if (!Array.isArray(P)) reject("shape", `${owner}.P`, `an array of ${tasks.length} vectors, one a task`, P);
  if (P.length !== tasks.length) {
    reject("shape", `${owner}.P`, `${tasks.length} vectors, one a task`, said(`${P.length}`));
  }
  checkTasks(`${owner}.Y`, tasks, ["y"]);
  return tasks.map((task, t) => {
    const label = `task ${task.name === undefined ? t : JSON.stringify(task.name)}`;
    const y = asColumn(readVector(`${owner}.Y ${label} y`, task.y, { missing: true }));
    const p = asColumn(readVector(`${owner}.P ${label}`, P[t]));
    if (p.rows !== y.rows)
      reject("shape", `${owner}.P ${label}`, `${y.rows} values, as in y`, said(`${p.rows}`));
    const weights = readWeights(`${owner}.Y ${label} sampleWeight`, task.sampleWeight, y.rows, 1);
    return columnOf(`${owner}.Y ${label}`, y, p, weights, 0);
  });
}

const asColumn = (data: Float64Array): FlatMatrix => ({ data, rows: data.length, columns: 1 });

const isTaskTargets = (given: unknown): given is readonly TaskTargets[] => isTasks(given);
