import { type Label, type LabelsLike, readLabels } from "../base/label.ts";
import { reject, said } from "../check/reject.ts";

/**
 * How well two clusterings agree, whatever their clusters are called: the adjusted Rand index.
 *
 * 1 where they are the same, about 0 where one is drawn at random, and down to −0.5 where they agree less than by chance. It counts the
 * pairs that both keep together or both keep apart, and takes away what chance makes of them.
 *
 * @param truth - the cluster of everyone: n labels
 * @param found - another clustering of the same
 * @throws PolytaskError where the numbers of labels differ, there are none, or one is missing
 * @see Hubert & Arabie 1985, Comparing partitions; scikit-learn, `sklearn.metrics.adjusted_rand_score`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { adjustedRandScore } from "polytask";
 *
 * assert.equal(adjustedRandScore(["a", "a", "b", "b"], [7, 7, 3, 3]), 1);
 * assert.equal(adjustedRandScore([0, 0, 1, 1], [0, 1, 0, 1]), -0.5);
 * ```
 */
export function adjustedRandScore(truth: LabelsLike, found: LabelsLike): number {
  const a = read("adjustedRandScore.truth", truth);
  const b = read("adjustedRandScore.found", found);
  if (a.length !== b.length) {
    reject("shape", "adjustedRandScore.found", `${a.length} labels, as truth`, said(`${b.length}`));
  }
  const both = new Map<Label, Map<Label, number>>();
  for (const [i, label] of a.entries()) {
    const row = both.get(label) ?? new Map<Label, number>();
    both.set(label, row.set(b[i]!, (row.get(b[i]!) ?? 0) + 1));
  }
  const together = pairs([...both.values()].flatMap((row) => [...row.values()]));
  const inTruth = pairs([...counts(a).values()]);
  const inFound = pairs([...counts(b).values()]);
  const all = pairs([a.length]);
  const [missed, wrong] = [inTruth - together, inFound - together]; // pairs torn apart, pairs thrown together
  if (missed === 0 && wrong === 0) return 1;
  const apart = all - together - missed - wrong;
  const most = inTruth * (missed + apart) + inFound * (wrong + apart);
  return (2 * (together * apart - missed * wrong)) / most;
}

/** Σ n (n − 1) / 2 */
const pairs = (sizes: readonly number[]): number => sizes.reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);

function counts(labels: readonly Label[]): Map<Label, number> {
  const found = new Map<Label, number>();
  for (const label of labels) found.set(label, (found.get(label) ?? 0) + 1);
  return found;
}

function read(where: string, given: LabelsLike): readonly Label[] {
  const { labels, rows, columns } = readLabels(where, given);
  if (columns !== 1 || rows === 0) {
    reject("shape", where, "a vector of labels, at least one", said(`${rows} x ${columns}`));
  }
  const missing = labels.indexOf(undefined);
  if (missing >= 0) reject("value", `${where} row ${missing}`, "a label", said("a missing one"));
  return labels as readonly Label[];
}
