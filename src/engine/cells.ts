import { addTo, type Moments, noMoments } from "../statistics/moments.ts";
import type { Asked } from "./request.ts";
import type { Row, Source } from "./source.ts";
import { counted, finite, type Survey } from "./survey.ts";

/** The rows of one task, one fold and one pattern of missing targets, added up by the engine. */
export interface Cell {
  /** The task's value, where tasks have rows of their own. */
  readonly task: unknown;
  readonly fold: number;
  /** A 1 for every target that is observed, a 0 for every missing one; "" where all are observed everywhere. */
  readonly pattern: string;
  readonly moments: Moments;
  /** Whether a column lies so far from its shift that products lose more digits than the rest of a fit does. */
  readonly lossy: boolean;
}

/** Where the columns of a task lie. */
export interface Shifts {
  readonly features: readonly number[];
  readonly targets: readonly number[];
}

/** At this ratio of (mean − shift)² to a variance four digits of twice as many are lost. */
const farthest = 1e4;

/**
 * Adds up counts, shifted sums and products in the engine, one cell of an answer for each task, fold and pattern. With
 * `own` only these tasks count, each about shifts of its own.
 */
export async function addUp(
  source: Source,
  asked: Asked,
  { featureShifts, targetShifts, complete }: Survey,
  signal?: AbortSignal,
  own?: ReadonlyMap<unknown, Shifts>,
): Promise<Cell[]> {
  const { dialect, from } = source;
  const { features, targets, task, weight, fold } = asked;
  const [p, T] = [features.length, targets.length];
  const shifted = (sql: string, of: (shifts: Shifts) => number, shift: number): string => {
    if (!own) return `${sql} - ${dialect.value(shift)}`;
    const cases = Array.from(own, ([name, shifts]) => `WHEN ${literal(source, name)} THEN ${dialect.value(of(shifts))}`); // biome-ignore format: one line
    return `${sql} - CASE ${task} ${cases.join(" ")} END`;
  };
  const inner = [
    ...(task ? [`${task} AS task`] : []),
    ...(fold ? [`${fold.sql} AS fold`] : []),
    ...(weight ? [`${weight} AS w`] : []),
    ...(complete ? [] : [`${dialect.joined(targets.map(({ sql }) => `CASE WHEN ${finite(sql)} THEN '1' ELSE '0' END`))} AS pattern`]), // biome-ignore format: one line
    ...features.map(({ sql }, j) => `${shifted(sql, (own) => own.features[j]!, featureShifts[j]!)} AS x${j}`),
    ...targets.map(({ sql }, t) => {
      const about = shifted(sql, (own) => own.targets[t]!, targetShifts[t]!);
      return `${complete ? about : `CASE WHEN ${finite(sql)} THEN ${about} ELSE 0 END`} AS y${t}`;
    }),
  ];
  const weighted = (product: string): string => `sum(${weight ? `w * ${product}` : product})`;
  const wishes: [name: string, sql: string][] = [["n", "count(*)"]];
  if (weight) wishes.push(["sw", "sum(w)"]);
  for (let i = 0; i < p; i++) {
    wishes.push([`sx${i}`, weighted(`x${i}`)], [`lx${i}`, `min(x${i})`], [`ux${i}`, `max(x${i})`]);
    for (let j = 0; j <= i; j++) wishes.push([`g${i}_${j}`, weighted(`x${i} * x${j}`)]);
    for (let t = 0; t < T; t++) wishes.push([`c${i}_${t}`, weighted(`x${i} * y${t}`)]);
  }
  for (let t = 0; t < T; t++)
    wishes.push([`sy${t}`, weighted(`y${t}`)], [`q${t}`, weighted(`y${t} * y${t}`)]);
  const keys = [...(task ? ["task"] : []), ...(fold ? ["fold"] : []), ...(complete ? [] : ["pattern"])];
  const only = own ? `${weight ? "AND" : "WHERE"} ${task} IN (${Array.from(own.keys(), (name) => literal(source, name)).join(", ")})` : ""; // biome-ignore format: one line
  const rows = `(SELECT ${inner.join(", ")} FROM ${from} ${counted(asked)} ${only}) AS shifted`;
  const grouped = keys.length > 0 ? `GROUP BY ${keys.join(", ")}` : "";
  const cells = new Map<string, Row>();
  const width = dialect.widest - keys.length;
  for (let at = 0; at < wishes.length; at += width) {
    const part = wishes.slice(at, at + width).map(([name, sql]) => `${sql} AS ${name}`);
    for (const row of await source.query(
      `SELECT ${[...keys, ...part].join(", ")} FROM ${rows} ${grouped}`,
      signal,
    )) {
      // biome-ignore format: one line
      const key = keys.map((name) => `${row[name]}`).join(" ");
      cells.set(key, { ...cells.get(key), ...row });
    }
  }
  const sorted = [...cells].sort(([a], [b]) => (a < b ? -1 : 1)); // engines answer in any order
  return sorted.map(([, row]) => {
    const name = row["task"];
    const about = own?.get(name) ?? { features: featureShifts, targets: targetShifts };
    const pattern = complete ? "" : `${row["pattern"]}`;
    return {
      task: name,
      fold: fold ? Number(row["fold"]) : 0,
      pattern,
      ...momentsOf(row, about, pattern, Boolean(weight)),
    };
  });
}

/** A task's value in SQL. */
const literal = ({ dialect }: Source, value: unknown): string =>
  dialect.value(typeof value === "string" || typeof value === "boolean" ? value : Number(value));

/** The moments of a cell, of the observed targets, from its shifted sums. */
function momentsOf(
  row: Row,
  { features, targets }: Shifts,
  pattern: string,
  weighted: boolean,
): Pick<Cell, "moments" | "lossy"> {
  const number = (name: string): number => Number(row[name]);
  const observed = [...targets.keys()].filter((t) => pattern === "" || pattern[t] === "1");
  const [p, T] = [features.length, observed.length];
  const count = number("n");
  const weight = weighted ? number("sw") : count;
  const out = noMoments(p, T);
  const dx = features.map((_, j) => number(`sx${j}`) / weight);
  const dy = observed.map((t) => number(`sy${t}`) / weight);
  const constant = features.map((_, j) => number(`lx${j}`) === number(`ux${j}`));
  let lossy = false;
  const centred = (name: string, a: number, b: number): number => number(name) - weight * a * b;
  for (const [k, t] of observed.entries()) {
    out.meanY[k] = targets[t]!;
    addTo(out.meanY, out.restY, k, dy[k]!);
    out.square[k] = Math.max(0, centred(`q${t}`, dy[k]!, dy[k]!));
    if (count > 1 && weight * dy[k]! ** 2 > farthest * out.square[k]!) lossy = true;
  }
  for (let i = 0, at = 0; i < p; i++) {
    out.meanX[i] = features[i]!;
    addTo(out.meanX, out.restX, i, constant[i] ? number(`lx${i}`) : dx[i]!);
    for (let j = 0; j <= i; j++, at++) {
      out.gram[at] = constant[i] || constant[j] ? 0 : centred(`g${i}_${j}`, dx[i]!, dx[j]!);
    }
    if (!constant[i] && weight * dx[i]! ** 2 > farthest * out.gram[at - 1]!) lossy = true;
    for (const [k, t] of observed.entries()) {
      out.cross[i * T + k] = constant[i] ? 0 : centred(`c${i}_${t}`, dx[i]!, dy[k]!);
    }
  }
  return { moments: { ...out, count, weight }, lossy };
}
