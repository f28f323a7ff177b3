import { existsSync, readFileSync } from "node:fs";
import { Matrix } from "ml-matrix";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { FlatMatrix } from "../../src/check/matrix.ts";
import { trainTestSplit } from "../../src/fold/train-test-split.ts";
import { RandomState } from "../../src/matrix/random.ts";
import oracle from "../oracles/splits.json" with { type: "json" };

const X = Array.from({ length: 7 }, (_, i) => [i, i + 0.5, -i]);
const y = X.map(([i]) => i!);
const options = { testSize: 0.4, randomState: 42 };

describe("trainTestSplit of arrays", () => {
  test("gives train and test of each array in order, all split alike", () => {
    const parts = trainTestSplit(X, y, options);
    expectTypeOf(parts).toEqualTypeOf<[number[][], number[][], number[], number[]]>();
    const [XTrain, XTest, yTrain, yTest] = parts;
    expect([yTrain, yTest]).toEqual([[2, 4, 3, 6], [0, 1, 5]]); // biome-ignore format: two sides
    expect(XTrain).toEqual(yTrain.map((i) => X[i]));
    expect(XTest).toEqual(yTest.map((i) => X[i]));
  });

  test("keeps every form, and the forms hold the same rows", () => {
    const flat = { data: Float64Array.from(X.flat()), rows: 7, columns: 3 };
    const labels = y.map((i) => `row ${i}`);
    const parts = trainTestSplit(flat, new Matrix(X), Float64Array.from(y), labels, options);
    expectTypeOf(parts).toEqualTypeOf<
      [
        FlatMatrix,
        FlatMatrix,
        Matrix,
        Matrix,
        Float64Array<ArrayBuffer>,
        Float64Array<ArrayBuffer>,
        string[],
        string[],
      ]
    >();
    const [XTrain, XTest] = trainTestSplit(X, options);
    expect(parts[0]).toEqual({ data: Float64Array.from(XTrain.flat()), rows: 4, columns: 3 });
    expect(parts[3].to2DArray()).toEqual(XTest);
    expect(parts[5]).toEqual(Float64Array.of(0, 1, 5));
    expect(parts[7]).toEqual(["row 0", "row 1", "row 5"]);
  });

  test("leaves its inputs alone and hands out copies", () => {
    const given = structuredClone({ X, y });
    const [XTrain] = trainTestSplit(given.X, given.y, options);
    XTrain[0]![0] = 99;
    expect(given).toEqual({ X, y });
  });

  test("without shuffle the first rows train, whatever the seed", () => {
    const [train, test] = trainTestSplit(y, { shuffle: false, testSize: 2, randomState: 1 });
    expect([train, test]).toEqual([[0, 1, 2, 3, 4], [5, 6]]); // biome-ignore format: two sides
  });

  test("tests a quarter where no size is given, and needs no options", () => {
    const [train, test] = trainTestSplit(X);
    expect([train.length, test.length]).toEqual([5, 2]);
    expect([...train, ...test].map(([i]) => i).sort()).toEqual(y);
  });

  test("without a seed every split is another", () => {
    const many = Array.from({ length: 200 }, (_, i) => i);
    expect(trainTestSplit(many)).not.toEqual(trainTestSplit(many));
  });

  test("a generator goes on from call to call", () => {
    const random = new RandomState(11);
    for (const { n, train, test } of oracle.tasks) {
      const rows = Array.from({ length: n }, (_, i) => i);
      expect(trainTestSplit(rows, { testSize: 0.25, randomState: random })).toEqual([train, test]);
    }
  });
});

describe("trainTestSplit of tasks", () => {
  const tasks = oracle.tasks.map(({ n }, t) => ({
    name: `task ${t}`,
    X: Array.from({ length: n }, (_, i) => [i, t]),
    y: Float64Array.from({ length: n }, (_, i) => i),
    sampleWeight: Array.from({ length: n }, (_, i) => i + 1),
  }));

  test("splits each task's rows with permutations drawn in order from one generator", () => {
    const [train, test] = trainTestSplit(tasks, { testSize: 0.25, randomState: 11 });
    expect(train.map(({ y }) => [...y])).toEqual(oracle.tasks.map(({ train }) => train));
    expect(test.map(({ y }) => [...y])).toEqual(oracle.tasks.map(({ test }) => test));
  });

  test("keeps names and forms, and splits weights with their rows", () => {
    const [train, test] = trainTestSplit(tasks, { testSize: 0.25, randomState: 11 });
    expectTypeOf(train[0]!.X).toEqualTypeOf<number[][]>();
    expectTypeOf(test[0]!.name).toEqualTypeOf<string>();
    for (const side of [train, test]) {
      side.forEach(({ name, X, y, sampleWeight }, t) => {
        expect(name).toBe(`task ${t}`);
        expect(X).toEqual([...y].map((i) => [i, t]));
        expect(sampleWeight).toEqual([...y].map((i) => i + 1));
      });
    }
  });

  test("a task without name or weights stays without", () => {
    const [train] = trainTestSplit([{ X, y }], options);
    expect(Object.keys(train[0]!)).toEqual(["X", "y"]);
  });
});

const energy = new URL("../../../shared/data/energy-efficiency.csv", import.meta.url);

describe("the energy data", () => {
  test("split 80/20 with seed 42 has scikit-learn's 614 and 154 rows", () => {
    const rows = Array.from({ length: 768 }, (_, i) => i);
    const [train, test] = trainTestSplit(rows, { testSize: 0.2, randomState: 42 });
    expect([train.length, test.length]).toEqual([614, 154]);
    expect([train, test]).toEqual([oracle.energy.train, oracle.energy.test]);
  });

  test.skipIf(!existsSync(energy))(
    "its own rows land where scikit-learn puts them (skipped without the file)",
    () => {
      const lines = readFileSync(energy, "utf8").trim().split(/\r?\n/).slice(1);
      const values = lines.map((line) => line.split(",").map(Number));
      const [, test, , heating] = trainTestSplit(
        values,
        values.map((row) => row[8]!),
        { testSize: 0.2, randomState: 42 },
      );
      expect(test).toEqual(oracle.energy.test.map((i) => values[i]));
      expect(heating).toEqual(oracle.energy.test.map((i) => values[i]![8]));
    },
  );
});

const shares = "a share in (0, 1) or a number of rows from 1, below all 7";
test.each<[unknown[], string]>([
  [[], "trainTestSplit arrays: expected at least one, got none"],
  [[{ testSize: 0.2 }], "trainTestSplit arrays: expected at least one, got none"],
  [[X, y.slice(1)], "trainTestSplit arrays[1]: expected 7 rows, as in arrays[0], got 6"],
  [
    [X, null],
    "trainTestSplit arrays[1]: expected an array, a typed array, { data, rows, columns } or an ml-matrix Matrix, got null",
  ],
  [
    [X, undefined, {}],
    "trainTestSplit arrays[1]: expected an array, a typed array, { data, rows, columns } or an ml-matrix Matrix, got undefined",
  ],
  [
    [X, { testsize: 0.2 }],
    "trainTestSplit: has no option testsize; it has testSize, trainSize, shuffle, randomState, stratify",
  ],
  [[X, { testSize: 0 }], `trainTestSplit.testSize: expected ${shares}, got 0`],
  [[X, { testSize: 7 }], `trainTestSplit.testSize: expected ${shares}, got 7`],
  [[X, { testSize: 1.5 }], `trainTestSplit.testSize: expected ${shares}, got 1.5`],
  [[X, { testSize: NaN }], `trainTestSplit.testSize: expected ${shares}, got NaN`],
  [[X, { testSize: null }], `trainTestSplit.testSize: expected ${shares}, got null`],
  [[X, { trainSize: -1 }], `trainTestSplit.trainSize: expected ${shares}, got -1`],
  [
    [X, { testSize: 0.5, trainSize: 0.75 }],
    "trainTestSplit.testSize + trainSize: expected at most 1, got 1.25",
  ],
  [
    [X, { testSize: 4, trainSize: 4 }],
    "trainTestSplit.testSize + trainSize: expected at most 7 rows, as there are, got 8",
  ],
  [[[5]], "trainTestSplit: expected rows to train on, got 1 of 1 rows to test and none left"],
  [
    [X, { trainSize: 0.1 }],
    "trainTestSplit: expected rows to train on, got 7 of 7 rows to test and none left",
  ],
  [[X, { shuffle: 1 }], "trainTestSplit.shuffle: expected true or false, got 1"],
  [
    [X, { randomState: -1 }],
    "trainTestSplit.randomState: expected an integer from 0 to 2**32 - 1 or a RandomState, got -1",
  ],
  [[[{ X, y }], y], "trainTestSplit arrays: expected tasks alone, each with its own y, got 2 arrays"],
  [[[{ X, y: [1], name: "a" }]], 'trainTestSplit task "a" y: expected 7 rows, one per row of X, got 1'],
  [
    [
      [
        { X, y },
        { X: [[1]], y: [1] },
      ],
    ],
    "trainTestSplit task 1: expected rows to train on, got 1 of 1 rows to test and none left",
  ],
])("refuses in one sentence: %#", (given, sentence) => {
  expect(() => (trainTestSplit as (...given: unknown[]) => unknown)(...given)).toThrow(
    expect.objectContaining({ name: "PolytaskError", message: sentence }),
  );
});
