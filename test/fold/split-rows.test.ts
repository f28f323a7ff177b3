import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countParts, type SplitSizes, splitRows } from "../../src/fold/split-rows.ts";
import { RandomState } from "../../src/matrix/random.ts";
import oracle from "../oracles/splits.json" with { type: "json" };

type Known = SplitSizes & { n: number; train?: number[]; test?: number[]; refused?: boolean };

function check(
  { n, testSize, trainSize, train, test, refused }: Known,
  random: RandomState | undefined,
): void {
  const split = () => splitRows("split", n, { testSize, trainSize }, random);
  if (refused) expect(split).toThrow(/^split/);
  else expect(split()).toEqual({ train: Int32Array.from(train!), test: Int32Array.from(test!) });
}

describe("splitRows", () => {
  test.each(oracle.shuffled)(
    "picks scikit-learn's rows: $n rows, test $testSize, train $trainSize, seed $seed",
    (known) => {
      check(known, new RandomState(known.seed));
    },
  );

  test.each(oracle.ordered)(
    "keeps the order as scikit-learn: $n rows, test $testSize, train $trainSize",
    (known) => {
      check(known, undefined);
    },
  );

  test("counts scikit-learn's rows for awkward shares", () => {
    for (const [n, testSize, trainSize, train, test] of oracle.counts as (number | null)[][]) {
      const count = () =>
        countParts("split", n!, { testSize: testSize ?? undefined, trainSize: trainSize ?? undefined });
      if (train === 0) expect(count).toThrow("expected rows to train on");
      else expect(count(), `${n} rows, ${testSize}, ${trainSize}`).toEqual({ train, test });
    }
  });

  test("draws one permutation a call from one generator", () => {
    const random = new RandomState(11);
    for (const known of oracle.tasks) check(known, random);
  });

  test("no row is on both sides, and all are on one where only one size is given", () => {
    const share = fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 80 }), share, fc.nat(1000), (n, size, seed) => {
        fc.pre(Math.ceil(size * n) < n);
        const { train, test } = splitRows("split", n, { testSize: size }, new RandomState(seed));
        expect([...train, ...test].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
        expect(test.length).toBe(Math.ceil(size * n));
      }),
    );
  });
});
