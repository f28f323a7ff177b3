import { reject, said } from "../check/reject.ts";
import type { Coupled, Penalty } from "./penalty.ts";
import { noEdges } from "./task-graph.ts";

/** A penalty that knows tasks by name, until `among` is told what they are called. */
export function named(
  { name, parameters }: Pick<Penalty, "name" | "parameters">,
  among: (taskNames: readonly string[] | undefined) => Penalty,
): Coupled {
  const wait = (): never =>
    reject(
      "state",
      name,
      "to be asked by a fit, which knows the names of the tasks",
      said("a question without names"),
    );
  return {
    name,
    parameters,
    coupling: { form: { mean: 0, strength: 0, graph: noEdges }, rest: undefined },
    betweenTasks: true,
    check: (shape) => among(shape.taskNames).check?.(shape),
    value: wait,
    among,
  };
}

/** A penalty whose tasks are numbers. */
export const numbered = (penalty: Penalty, taskNames: readonly string[] | undefined): Penalty =>
  penalty.among?.(taskNames) ?? penalty;
