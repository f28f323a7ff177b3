import type { Mark } from "../mark.ts";
import type { Cell, Table } from "./card.ts";

/** What a fitted model may know of itself. */
interface Known {
  readonly p?: unknown;
  readonly T?: unknown;
  readonly taskNames?: readonly string[] | undefined;
  readonly marks?: readonly Mark[];
  readonly converged?: unknown;
}

/** The certificate of a fit, as far as there is one, and its tasks. */
export function fitTables(model: object): readonly Table[] {
  const { p, T, taskNames, marks, converged } = model as Known;
  const last = marks?.at(-1);
  const facts: readonly (readonly [string, Cell])[] = [
    ["converged", typeof converged === "boolean" ? (converged ? "yes" : "no") : undefined],
    ["dual gap", last?.gap === Infinity ? "no bound" : last?.gap],
    ["stationarity", last?.stationarity],
    ["objective", last?.objective],
    ["iterations", last?.iteration],
    ["seconds", last?.seconds],
    ["features", typeof p === "number" ? p : undefined],
    ["tasks", typeof T === "number" ? T : undefined],
  ];
  const found = facts.filter(([, value]) => value !== undefined);
  return [
    { caption: "fit", head: ["", "value"], rows: found },
    { caption: "tasks", head: ["", "name"], rows: (taskNames ?? []).map((name, t) => [t, name]) },
  ];
}
