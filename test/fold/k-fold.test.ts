import { describe, expect, test } from "vitest";
import { KFold, RandomState } from "../../src/index.ts";
import oracle from "../oracles/multi-task-cv.json" with { type: "json" };

describe("KFold", () => {
  test.each(oracle.folds)(
    "of $n rows, $nSplits folds, seed $seed: scikit-learn's",
    ({ n, nSplits, seed, splits }) => {
      const folds =
        seed === null ? new KFold({ nSplits }) : new KFold({ nSplits, shuffle: true, randomState: seed });
      const made = folds.split(n).map(({ train, test }) => ({ train: [...train], test: [...test] }));
      expect(made).toEqual(splits);
      expect(folds.split(n)).toEqual(folds.split(n));
    },
  );

  test("a generator goes on from where it stands", () => {
    const folds = new KFold({ shuffle: true, randomState: new RandomState(0) });
    expect(folds.split(11)).not.toEqual(folds.split(11));
  });

  test("refuses what cannot be split in one sentence", () => {
    expect(() => new KFold({ nSplits: 1 })).toThrow(/^KFold\.nSplits: expected an integer >= 2, got 1$/);
    expect(() => new KFold({ shuffle: 1 as never })).toThrow(
      /^KFold\.shuffle: expected true or false, got 1$/,
    );
    expect(() => new KFold({ randomState: 0 })).toThrow(
      /^KFold\.randomState: expected none without shuffle, got 0$/,
    );
    expect(() => new KFold({ shuffle: true, randomState: -1 })).toThrow(
      /^KFold\.randomState: expected an integer/,
    );
    expect(() => new KFold({ splits: 3 } as never)).toThrow(/^KFold: has no option splits; it has nSplits, /);
    expect(() => new KFold().split(4)).toThrow(/^KFold\.split: expected at least 5 rows, one a fold, got 4$/);
  });
});
