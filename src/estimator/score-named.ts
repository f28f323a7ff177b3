import type { Label } from "../base/label.ts";
import type { TaskShape } from "../base/task-names.ts";
import type { Dense } from "../matrix/dense.ts";
import { scoreTask } from "../metric/scoring.ts";
import { readNamedTasks } from "./named-data.ts";
import { readInputs } from "./task-model.ts";

/** How good predictions are, by task name: R² of numbers, the share of labels that are right. Tasks on the same X get it as one. */
export function scoreNamed(
  where: string,
  given: readonly unknown[],
  model: TaskShape & { readonly taskNames: readonly string[] },
  answer: (t: number, X: Dense) => { readonly predicted: ArrayLike<Label>; readonly numbers: boolean },
): Record<string, number> {
  const tasks = readNamedTasks(where, given, model.taskNames);
  const read = new Map<unknown, Dense>();
  const scores = model.taskNames.map((name, t) => {
    const { X, y, sampleWeight } = tasks[name]!;
    const label = `${where} task ${JSON.stringify(name)}`;
    const inputs = read.get(X) ?? readInputs(`${label} X`, X, model);
    read.set(X, inputs);
    const { predicted, numbers } = answer(t, inputs);
    const targets = y as ArrayLike<Label | null>;
    return [name, scoreTask(label, numbers ? "r2" : "accuracy", targets, predicted, sampleWeight)] as const;
  });
  return Object.fromEntries(scores);
}
