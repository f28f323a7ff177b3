import type { Cell, Table } from "../base/display/card.ts";
import type { NetworkModel } from "./network-model.ts";

/** How training went, and every task's mean loss in the last epoch. */
export function trainedTables({ p, T, taskNames, history, epoch, ending }: NetworkModel): readonly Table[] {
  const last = history.at(-1);
  const facts: readonly (readonly [string, Cell])[] = [
    ["epochs", history.length],
    ["weights of epoch", epoch],
    ["ended by", ending],
    ["loss", last?.loss],
    ["loss on rows held back", last?.validation],
    ["features", p],
    ["tasks", T],
  ];
  const rows = taskNames.map((name, t) => [t, name, last?.losses[name]]);
  return [
    { caption: "fit", head: ["", "value"], rows: facts.filter(([, value]) => value !== undefined) },
    { caption: "tasks", head: ["", "name", "training loss"], rows },
  ];
}
