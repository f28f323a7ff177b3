import type { Label } from "../base/label.ts";
import type { MatrixLike } from "../check/matrix.ts";
import { reject } from "../check/reject.ts";
import { readNamedTasks } from "../estimator/named-data.ts";
import { scoreNamed } from "../estimator/score-named.ts";
import { readInputs } from "../estimator/task-model.ts";
import type { Dense } from "../matrix/dense.ts";
import type { NetworkModel } from "./network-model.ts";

/** The answer of task t out of the outputs of all: numbers, or labels. */
export const answer = (model: NetworkModel, t: number, outputs: Dense): Float64Array | Label[] =>
  model.tasks[t]!.classes.length > 0 ? model.labels(t, outputs) : model.numbers(t, outputs);

/** An answer a task, by name: all tasks on the same rows, or each on inputs of its own. */
export function asked<R>(
  where: string,
  model: NetworkModel,
  X: MatrixLike | Readonly<Record<string, MatrixLike>>,
  one: (t: number, outputs: Dense) => R | undefined,
): Record<string, R> {
  const { inputs, taskNames } = model;
  const own = new Map<string, R>();
  const keep = (name: string, got: R | undefined): unknown => got !== undefined && own.set(name, got);
  if (inputs === undefined) {
    const outputs = model.outputs(readInputs(`${where} X`, X, model));
    for (const [t, name] of taskNames.entries()) keep(name, one(t, outputs));
    return Object.fromEntries(own);
  }
  if (typeof X !== "object" || X === null || Array.isArray(X) || "columns" in X)
    reject("shape", where, "{ name: X }, as every task has inputs of its own", X);
  for (const [name, rows] of Object.entries(X)) {
    const t = taskNames.indexOf(name);
    if (t < 0) reject("value", where, `tasks out of ${taskNames.join(", ")}`, name);
    const shape = { p: inputs[t]!, T: 1, taskNames: [name] };
    keep(name, one(t, model.outputs(readInputs(`${where} ${JSON.stringify(name)}`, rows, shape), name)));
  }
  return Object.fromEntries(own);
}

/** How good the answers are, by task name, on the same rows or on inputs of their own. */
export function scored(
  where: string,
  given: readonly unknown[],
  model: NetworkModel,
): Record<string, number> {
  const known = new Map<Dense, Dense>();
  const of = (t: number, X: Dense, task?: string) => {
    const outputs = known.get(X) ?? model.outputs(X, task);
    known.set(X, outputs);
    return { numbers: model.tasks[t]!.classes.length === 0, predicted: answer(model, t, outputs) };
  };
  const { inputs } = model;
  if (!inputs) return scoreNamed(where, given, model, of);
  const tasks = readNamedTasks(where, given, model.taskNames);
  const scores = model.taskNames.map((name, t) => {
    const shape = { p: inputs[t]!, T: 1, taskNames: [name] };
    return scoreNamed(where, [{ [name]: tasks[name] }], shape, (_, X) => of(t, X, name));
  });
  return Object.assign({}, ...scores);
}
