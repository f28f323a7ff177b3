import { type Label, readLabels, sortedClasses } from "../base/label.ts";
import { reject, said } from "../check/reject.ts";
import type { RandomState } from "../matrix/random.ts";
import { countParts, type RowSplit, type SplitSizes } from "./split-rows.ts";

/**
 * Splits n rows so that both parts have every class in its share: as scikit-learn's StratifiedShuffleSplit, draw for draw.
 *
 * @throws PolytaskError where a class has one member alone, or a part fewer rows than there are classes
 */
export function splitStratified(
  where: string,
  n: number,
  sizes: SplitSizes,
  random: RandomState,
  given: unknown,
): RowSplit {
  const { labels, rows, columns } = readLabels(`${where}.stratify`, given);
  if (rows !== n || columns !== 1)
    reject("shape", `${where}.stratify`, `${n} labels, one a row`, said(`${rows} x ${columns}`));
  const missing = labels.indexOf(undefined);
  if (missing >= 0) reject("value", `${where}.stratify row ${missing}`, "a label", said("a missing one"));
  const { train, test } = countParts(where, n, sizes);
  const classes = sortedClasses(`${where}.stratify`, labels as readonly Label[]);
  const members = classes.map((kind) => Int32Array.from(labels.keys()).filter((i) => labels[i] === kind));
  const lonely = members.findIndex(({ length }) => length < 2);
  if (lonely >= 0) {
    const name = JSON.stringify(classes[lonely]);
    reject("value", `${where}.stratify`, `two or more rows of class ${name}`, said("one"));
  }
  for (const [name, size] of Object.entries({ train, test })) {
    const rule = `at least ${classes.length} rows to ${name}${name === "train" ? " on" : ""}, one a class`;
    if (size < classes.length) reject("value", `${where}.stratify`, rule, said(`${size}`));
  }
  const counts = Float64Array.from(members, ({ length }) => length);
  const trained = shares(counts, train, random);
  const tested = shares(
    counts.map((count, c) => count - trained[c]!),
    test,
    random,
  );
  const parts = { train: [] as number[], test: [] as number[] };
  for (const [c, own] of members.entries()) {
    const order = Array.from(random.permutation(own.length), (k) => own[k]!);
    parts.train.push(...order.slice(0, trained[c]!));
    parts.test.push(...order.slice(trained[c]!, trained[c]! + tested[c]!));
  }
  random.shuffle(parts.train);
  random.shuffle(parts.test);
  return { train: Int32Array.from(parts.train), test: Int32Array.from(parts.test) };
}

/** How many of `draws` rows each class gets: its share, rounded down, and one more by the largest remainder, ties at random. */
function shares(counts: Float64Array, draws: number, random: RandomState): Float64Array {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const exact = counts.map((count) => (count / all) * draws);
  const out = exact.map(Math.floor);
  const remainder = exact.map((value, c) => value - out[c]!);
  let missing = draws - out.reduce((sum, count) => sum + count, 0);
  for (const value of [...new Set(remainder)].sort((a, b) => b - a)) {
    if (missing <= 0) break;
    const tied = [...remainder.keys()].filter((c) => remainder[c] === value);
    const chosen = random.choice(tied.length, Math.min(tied.length, missing), { replace: false });
    for (const k of chosen) out[tied[k]!]!++;
    missing -= chosen.length;
  }
  return out;
}
