import { type MatrixLike, readMatrix } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { graphOf, type TaskGraph } from "./task-graph.ts";

/** Two tasks that are related, by number or both by name, and how much: 1 without a weight. */
export type Edge =
  | readonly [s: number, t: number, weight?: number]
  | readonly [s: string, t: string, weight?: number];

/** How tasks are related: edges, or a matrix T x T that says what it is. */
export type TaskRelations =
  | readonly Edge[]
  | { readonly edges: readonly Edge[] }
  | { readonly adjacency: MatrixLike }
  | { readonly laplacian: MatrixLike };

/** A graph by number, or edges that wait for the names of the tasks. */
export type ReadGraph = { readonly graph: TaskGraph } | { readonly named: readonly NamedEdge[] };

type NamedEdge = readonly [s: string, t: string, weight: number];

const forms = "edges, { edges }, { adjacency } or { laplacian }";

/** Reads how tasks are related; refuses weights < 0, loops, pairs that come twice, matrices that are not symmetric. */
export function readGraph(relations: TaskRelations): ReadGraph {
  if (Array.isArray(relations)) return readEdges(relations);
  const given = relations as Partial<Record<"edges" | "adjacency" | "laplacian", unknown>> | null | undefined;
  const keys = typeof given === "object" && given !== null ? Object.keys(given) : [];
  if (keys.length !== 1) return reject("param", "graph", forms, given);
  checkOptions("graph", given, ["edges", "adjacency", "laplacian"]);
  if (keys[0] === "edges") return readEdges(given!.edges);
  const where = keys[0] === "adjacency" ? "graph.adjacency" : "graph.laplacian";
  return { graph: fromMatrix(where, given![keys[0] as "adjacency"]) };
}

/** Edges by name as edges by number. */
export function numberEdges(
  edges: readonly NamedEdge[],
  taskNames: readonly string[] | undefined,
): TaskGraph {
  if (!taskNames)
    return reject("value", "graph.edges", "tasks by number where they have no names", edges[0]![0]);
  const place = new Map(taskNames.map((name, t) => [name, t]));
  const number = (name: string): number => {
    const t = place.get(name);
    if (t !== undefined) return t;
    const some = taskNames.length > 8 ? `${taskNames.slice(0, 8).join(", ")}, ...` : taskNames.join(", ");
    return reject("value", "graph.edges", `a task among ${some}`, name);
  };
  return graphOf(edges.map(([s, t, weight]) => [number(s), number(t), weight]));
}

function readEdges(given: unknown): ReadGraph {
  const where = "graph.edges";
  if (!Array.isArray(given)) return reject("param", where, "a list of [s, t] or [s, t, weight]", given);
  const kind = typeof given[0]?.[0];
  const seen = new Set<string>();
  const edges = given.map((edge: unknown, e): [number, number, number] | [string, string, number] => {
    const at = `${where} ${e}`;
    if (!Array.isArray(edge) || edge.length < 2 || edge.length > 3)
      return reject("param", at, "[s, t] or [s, t, weight]", edge);
    const [s, t, weight = 1] = edge as [number, number, number?];
    for (const task of [s, t]) {
      const fine = kind === "string" ? typeof task === "string" : Number.isInteger(task) && task >= 0;
      const rule =
        kind === "string" ? "tasks by name, as in edge 0" : "tasks by number, 0 or more, or all by name";
      if (!fine) reject("param", at, rule, task);
    }
    checkWeight(at, weight);
    if (s === t) reject("value", at, "two tasks", said(`${s} and itself`));
    const pair = JSON.stringify(s < t ? [s, t] : [t, s]);
    if (seen.has(pair)) reject("value", at, "a pair that has not come before", said(`${s} and ${t} again`));
    seen.add(pair);
    return [s, t, weight];
  });
  if (kind === "string") return { named: edges as unknown as NamedEdge[] };
  return { graph: graphOf(edges as [number, number, number][]) };
}

function checkWeight(where: string, weight: unknown): void {
  if (!(Number.isFinite(weight) && (weight as number) >= 0))
    reject("value", where, "a finite weight >= 0", weight);
}

/** What two numbers of a matrix that should be the same may differ by, as a share of its largest. */
const rounding = 1e-9;

function fromMatrix(where: "graph.adjacency" | "graph.laplacian", given: unknown): TaskGraph {
  const { data, rows: T, columns } = readMatrix(where, given);
  if (columns !== T) reject("shape", where, "as many columns as rows", said(`${T} x ${columns}`));
  const sign = where === "graph.laplacian" ? -1 : 1;
  const largest = data.reduce((most, a) => Math.max(most, Math.abs(a)), 0);
  const edges: [number, number, number][] = [];
  for (let s = 0; s < T; s++) {
    for (let t = s + 1; t < T; t++) {
      const [a, b] = [data[s * T + t]!, data[t * T + s]!];
      const at = `${where} row ${s}, column ${t}`;
      if (!(Math.abs(a - b) <= rounding * largest)) reject("value", at, `${b}, as its mirror image`, a);
      const weight = sign * ((a + b) / 2);
      if (weight < 0)
        reject("value", at, sign > 0 ? "a weight >= 0" : "a number <= 0 beside the diagonal", a);
      if (weight > 0) edges.push([s, t, weight]);
    }
    const own = data[s * (T + 1)]!;
    if (sign > 0 && own !== 0)
      reject("value", `${where} row ${s}, column ${s}`, "0, as no task is its own neighbour", own);
    if (sign > 0) continue;
    let sum = 0;
    for (let t = 0; t < T; t++) sum += data[s * T + t]!;
    if (!(Math.abs(sum) <= rounding * T * largest))
      reject("value", `${where} row ${s}`, "numbers that add up to 0", said(`${sum}`));
  }
  return graphOf(edges, T);
}
