import type { Mark } from "../mark.ts";
import type { Cell, Table } from "./card.ts";

/** What a fitted model may know of itself. */
interface Known {
  readonly p?: unknown;
  readonly T?: unknown;
  readonly taskNames?: readonly string[] | undefined;
  readonly fitScores?: ArrayLike<number> | undefined;
  /** What the scores are, where they are not R². */
  readonly scoreName?: string | undefined;
  /** Who has the certificate, where it is not the model itself. */
  readonly linear?: Known;
  readonly marks?: readonly Mark[];
  readonly converged?: unknown;
}

/** The certificate of a fit, as far as there is one, the strengths that it has chosen, and its tasks. */
export function fitTables(model: object, chosen: Readonly<Record<string, Cell>> = {}): readonly Table[] {
  const known = model as Known;
  const { p, T, taskNames, fitScores, scoreName = "training R²" } = known;
  const { marks, converged } = known.linear ?? known;
  const last = marks?.at(-1);
  const facts: readonly (readonly [string, Cell])[] = [
    ...Object.entries(chosen).map(([name, value]) => [`${name}, chosen`, value] as const),
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
  return [{ caption: "fit", head: ["", "value"], rows: found }, tasksTable(taskNames, fitScores, scoreName)];
}

/** A row a task: its name and its score, as far as there are any. */
function tasksTable(names: Known["taskNames"], scores: Known["fitScores"], score: string): Table {
  const tasks = [...Array(scores?.length ?? names?.length ?? 0).keys()];
  return {
    caption: "tasks",
    head: ["", ...(names ? ["name"] : []), ...(scores ? [score] : [])],
    rows: tasks.map((t) => [t, ...(names ? [names[t]] : []), ...(scores ? [scores[t]] : [])]),
  };
}
