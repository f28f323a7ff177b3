import { reject, said } from "../check/reject.ts";
import type { RandomState } from "../matrix/random.ts";

/** How large the parts of a split are: a share of the rows in (0, 1), or a number of rows from 1. */
export interface SplitSizes {
  /** Default: what `trainSize` leaves, or 0.25. A share is rounded up. */
  readonly testSize?: number | undefined;
  /** Default: what `testSize` leaves. A share is rounded down. */
  readonly trainSize?: number | undefined;
}

/** The numbers of the rows on both sides. */
export interface RowSplit {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Splits the rows 0 ... n - 1 as scikit-learn's ShuffleSplit: of a permutation the first rows are tested and the next
 * train. Without a generator rows keep their order, and the first ones train.
 */
export function splitRows(
  where: string,
  n: number,
  sizes: SplitSizes,
  random: RandomState | undefined,
): RowSplit {
  const { train, test } = countParts(where, n, sizes);
  if (random) {
    const order = random.permutation(n);
    return { test: order.slice(0, test), train: order.slice(test, test + train) };
  }
  const order = Int32Array.from({ length: train + test }, (_, i) => i);
  return { train: order.slice(0, train), test: order.slice(train) };
}

/** How many rows train and how many are tested, by scikit-learn's rules. */
export function countParts(
  where: string,
  n: number,
  { testSize, trainSize }: SplitSizes,
): { train: number; test: number } {
  checkSize(`${where}.testSize`, n, testSize);
  checkSize(`${where}.trainSize`, n, trainSize);
  const given = testSize ?? (trainSize === undefined ? 0.25 : undefined);
  const floor = trainSize && (trainSize < 1 ? Math.floor(trainSize * n) : trainSize);
  const test = given === undefined ? n - floor! : given < 1 ? Math.ceil(given * n) : given;
  const train = floor ?? n - test;
  const shares = given !== undefined && given < 1 && trainSize !== undefined && trainSize < 1;
  if (shares && given + trainSize > 1) {
    reject("param", `${where}.testSize + trainSize`, "at most 1", given + trainSize);
  }
  if (train + test > n) {
    reject(
      "param",
      `${where}.testSize + trainSize`,
      `at most ${n} rows, as there are`,
      said(`${train + test}`),
    );
  }
  if (train === 0)
    reject("param", where, "rows to train on", said(`${test} of ${n} rows to test and none left`));
  return { train, test };
}

function checkSize(where: string, n: number, size: unknown): void {
  if (size === undefined) return;
  const share = typeof size === "number" && size > 0 && size < 1;
  const count = Number.isInteger(size) && (size as number) >= 1 && (size as number) < n;
  if (!share && !count)
    reject("param", where, `a share in (0, 1) or a number of rows from 1, below all ${n}`, size);
}
