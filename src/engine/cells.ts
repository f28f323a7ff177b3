import { addTo, type Moments, noMoments } from "../statistics/moments.ts";
import { named, unnamed } from "./answer.ts";
import { literal } from "./literal.ts";
import type { Asked } from "./request.ts";
import type { Row, Source } from "./source.ts";
import { counting, finite, type Survey } from "./survey.ts";

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

/** How a piece of work is watched and stopped. */
export interface Watch {
  /** Told before every block of columns: how much is done. */
  readonly tell: (fraction: number) => void;
  readonly signal: AbortSignal | undefined;
}

/** At this ratio of (mean − shift)² to a variance four digits of twice as many are lost. */
const farthest = 1e4;

/**
 * Adds up counts, shifted sums and products in the engine, one cell of an answer for each task, fold and pattern; in blocks of as many
 * columns as an answer may have. With `own` only these tasks count, each about shifts of its own.
 */
export async function addUp(
  source: Source,
  asked: Asked,
  { featureShifts, targetShifts, complete }: Survey,
  { tell, signal }: Watch,
  own?: ReadonlyMap<unknown, Shifts>,
): Promise<Cell[]> {
  const { dialect, from } = source;
  const { features, targets, task, weight, fold } = asked;
  const about = (sql: string, of: (shifts: Shifts) => number, shift: number): string => {
    if (!own) return `(${sql} - ${dialect.value(shift)})`;
    const cases = Array.from(own, ([name, shifts]) => `WHEN ${task} = ${literal(dialect, name)} THEN ${dialect.value(of(shifts))}`); // biome-ignore format: one line
    return `(${sql} - CASE ${cases.join(" ")} END)`;
  };
  const x = features.map(({ sql }, j) => about(sql, (shifts) => shifts.features[j]!, featureShifts[j]!));
  const y = targets.map(({ sql }, t) => {
    const shifted = about(sql, (shifts) => shifts.targets[t]!, targetShifts[t]!);
    return complete ? shifted : `CASE WHEN ${finite(sql)} THEN ${shifted} ELSE 0 END`;
  });
  const pattern = targets.map(({ sql }) => `CASE WHEN ${finite(sql)} THEN '1' ELSE '0' END`);
  const keys: [name: string, sql: string][] = [];
  if (task) keys.push(["task", task]);
  if (fold) keys.push(["fold", fold.sql]);
  if (!complete) keys.push(["pattern", dialect.joined(pattern)]);
  const sum = (product: string): string => `sum(${weight ? `${weight} * ` : ""}${product})`;
  const wishes: [name: string, sql: string][] = [["n", "count(*)"]];
  if (weight) wishes.push(["sw", `sum(${weight})`]);
  for (const [i, xi] of x.entries()) {
    wishes.push([`sx${i}`, sum(xi)], [`lx${i}`, `min(${xi})`], [`ux${i}`, `max(${xi})`]);
    for (let j = 0; j <= i; j++) wishes.push([`g${i}_${j}`, sum(`${xi} * ${x[j]}`)]);
    for (const [t, yt] of y.entries()) wishes.push([`c${i}_${t}`, sum(`${xi} * ${yt}`)]);
  }
  for (const [t, yt] of y.entries()) wishes.push([`sy${t}`, sum(yt)], [`q${t}`, sum(`${yt} * ${yt}`)]);
  const only = own ? `${task} IN (${Array.from(own.keys(), (name) => literal(dialect, name)).join(", ")})` : undefined; // biome-ignore format: one line
  const rows = [from, counting(asked, only), keys.length > 0 ? `GROUP BY ${keys.map(([, sql]) => sql).join(", ")}` : ""]; // biome-ignore format: one line
  const cells = new Map<string, Row>();
  const width = dialect.widest - keys.length;
  for (let at = 0; at < wishes.length; at += width) {
    tell(at / wishes.length);
    const part = [...keys, ...wishes.slice(at, at + width)].map(([name, sql]) => `${sql} AS ${named(name)}`);
    for (const answer of await source.query(`SELECT ${part.join(", ")} FROM ${rows.join(" ")}`, signal)) {
      const row = unnamed(answer);
      const key = keys.map(([name]) => `${row[name]}`).join(" ");
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
