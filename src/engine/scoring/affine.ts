import type { Dialect } from "../source.ts";

/** A number of every row. */
export type Atom =
  /** What computes it, in one piece: whatever stands beside it is another. */
  | { readonly sql: string }
  /** 1 where condition `at` is the first of a list that holds, else 0. */
  | { readonly list: Conditions; readonly at: number };

/** Conditions of which a row fulfils the first; a row that fulfils none has 0 everywhere, or NULL. */
export interface Conditions {
  readonly conditions: readonly string[];
  readonly otherwise: "zero" | "null";
}

/** A constant and weighted atoms: what linear models and scalers make of numbers. Atoms of weight 0 are not there. */
export interface Affine {
  readonly constant: number;
  readonly weights: ReadonlyMap<Atom, number>;
}

/** An atom by itself. */
export const alone = (atom: Atom): Affine => ({ constant: 0, weights: new Map([[atom, 1]]) });

/** constant + Σ weight · part */
export function combined(constant: number, parts: Iterable<readonly [weight: number, part: Affine]>): Affine {
  const weights = new Map<Atom, number>();
  let sum = constant;
  for (const [weight, part] of parts) {
    if (weight === 0) continue;
    sum += weight * part.constant;
    for (const [atom, own] of part.weights) weights.set(atom, (weights.get(atom) ?? 0) + weight * own);
  }
  for (const [atom, weight] of weights) if (weight === 0) weights.delete(atom);
  return { constant: sum, weights };
}

/** The SQL of an atom that computes it where it stands alone and bare; undefined for all else. */
export function bareSql({ constant, weights }: Affine): string | undefined {
  const [first, second] = weights;
  return constant === 0 && first && !second && first[1] === 1 && "sql" in first[0] ? first[0].sql : undefined;
}

/** The numbers as SQL, in one piece. Conditions of one list are asked once. */
export function written(dialect: Dialect, { constant, weights }: Affine): string {
  const terms = weights.size === 0 || constant !== 0 ? [dialect.value(constant)] : [];
  for (const [atom, weight] of weights)
    if ("sql" in atom) terms.push(weight === 1 ? atom.sql : `${dialect.value(weight)} * ${atom.sql}`);
  for (const [list, own] of listsOf(weights)) terms.push(choice(dialect, list, own));
  return sum(terms);
}

/** Whether a number that is needed is NULL; undefined where none can be. */
export function lacking(dialect: Dialect, parts: Iterable<Affine>): string | undefined {
  const needed = new Set<Atom>();
  for (const { weights } of parts) for (const atom of weights.keys()) needed.add(atom);
  const tested = [...needed].flatMap((atom) => ("sql" in atom ? [`${atom.sql} IS NULL`] : []));
  for (const [list] of listsOf(new Map([...needed].map((atom) => [atom, 0]))))
    if (list.otherwise === "null") tested.push(`${choice(dialect, list, new Map())} IS NULL`);
  return tested.length > 0 ? tested.join(" OR ") : undefined;
}

/** The weights of conditions, list by list. */
function listsOf(weights: ReadonlyMap<Atom, number>): Map<Conditions, Map<number, number>> {
  const lists = new Map<Conditions, Map<number, number>>();
  for (const [atom, weight] of weights)
    if ("list" in atom) lists.set(atom.list, (lists.get(atom.list) ?? new Map()).set(atom.at, weight));
  return lists;
}

function choice(
  { value }: Dialect,
  { conditions, otherwise }: Conditions,
  weights: ReadonlyMap<number, number>,
): string {
  const arms = conditions.map((condition, at) => `WHEN ${condition} THEN ${value(weights.get(at) ?? 0)}`);
  return `CASE ${arms.join(" ")}${otherwise === "zero" ? ` ELSE ${value(0)}` : ""} END`;
}

/** Half by half, so that brackets are as deep as the logarithm of their number: engines limit the depth of an expression. */
function sum(terms: readonly string[]): string {
  if (terms.length === 1) return /^(\(|CASE)/.test(terms[0]!) ? terms[0]! : `(${terms[0]!})`;
  if (terms.length <= 8) return `(${terms.join(" + ")})`;
  const half = terms.length >> 1;
  return `(${sum(terms.slice(0, half))} + ${sum(terms.slice(half))})`;
}
