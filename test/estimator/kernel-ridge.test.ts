import { describe, expect, test } from "vitest";
import { KernelModel, KernelRidge, type PolytaskWarning, setWarningHandler } from "../../src/index.ts";
import oracle from "../oracles/kernel-ridge.json" with { type: "json" };
import { matrix, type Rows } from "./samples.ts";

interface Case {
  readonly title: string;
  readonly X: Rows;
  readonly Y: Rows;
  readonly Z: Rows;
  readonly params: object;
  readonly sampleWeight?: number[];
  readonly dual: Rows;
  readonly predictions: Rows;
}

describe("KernelRidge against scikit-learn", () => {
  test.each(oracle.cases as Case[])("$title", ({ X, Y, Z, params, sampleWeight, dual, predictions }) => {
    const model = new KernelRidge(params).fit(X, Y, sampleWeight && { sampleWeight });
    expect(model.predict(Z).to1DArray()).toBeNear(predictions.flat(), 1e-9);
    expect(model.dualCoef.flatMap((column) => [...column])).toBeNear(dual.flat(), 1e-9);
  });
});

describe("KernelRidge", () => {
  const [X, Y, Z] = [matrix(13, 5, 1), matrix(13, 3, 2), matrix(4, 5, 3)];

  test("a kernel of the user's own is the named one where it is the same function", () => {
    const dot = (x: Float64Array, other: Float64Array) =>
      x.reduce((sum, value, j) => sum + value * other[j]!, 0);
    const own = new KernelRidge({ kernel: dot }).fit(X, Y);
    const named = new KernelRidge({ kernel: "linear" }).fit(X, Y);
    expect(own.predict(Z).to1DArray()).toBeNear(named.predict(Z).to1DArray(), 1e-10);
    expect(() => own.model.describe()).toThrow(
      /^KernelRidge\.fit kernel: expected a kernel with a name, to be saved, got a function$/,
    );
  });

  test("a kernel that gives no number, one that overflows and alphas of another number get one clear sentence", () => {
    expect(() => new KernelRidge({ kernel: () => NaN }).fit(X, Y)).toThrow(
      /^KernelRidge\.fit kernel\(row 0, row 0\): expected a finite number, got NaN$/,
    );
    expect(() => new KernelRidge().fit([[1e200], [1]], [1, 2])).toThrow(
      /^KernelRidge\.fit X: expected rows whose kernel is finite, got an overflow$/,
    );
    expect(() => new KernelRidge({ alpha: [1, 2] }).fit(X, Y)).toThrow(
      /^KernelRidge\.alpha: expected one for all tasks or 3, one a task, got 2$/,
    );
  });

  test("a singular kernel matrix without a penalty gives the smallest norm, and says so", () => {
    const said: PolytaskWarning[] = [];
    const before = setWarningHandler((warning) => void said.push(warning));
    const twice = [...X.slice(0, 4), ...X.slice(0, 4)];
    const model = new KernelRidge({ kernel: "rbf", gamma: 0.01, alpha: 0 }).fit(twice, Y.slice(0, 8));
    setWarningHandler(before);
    expect(said.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^task 0, and 2 more like it, has a kernel matrix that is singular .*rank 4 of 8$/,
      ),
    ]);
    const means = Y.slice(0, 4).flatMap((row, i) => row.map((y, t) => (y + Y[i + 4]![t]!) / 2));
    expect(model.predict(X.slice(0, 4)).to1DArray()).toBeNear(means, 1e-10);
    for (const dual of model.dualCoef) expect(dual.slice(0, 4)).toBeNear(dual.slice(4), 1e-10);
  });

  test.each([
    { kernel: "linear" },
    { kernel: "rbf", gamma: 0.02 },
    { kernel: "polynomial", degree: 2, coef0: 3 },
  ] as const)("$kernel survives JSON and predicts bit for bit the same", (params) => {
    const holes = Y.map((row, i) => row.map((y, t) => (i === 3 && t === 1 ? NaN : y)));
    const { model } = new KernelRidge(params).fit(X, holes, { taskNames: ["a", "b", "c"] });
    const again = KernelModel.from(JSON.parse(JSON.stringify(model)));
    expect(again.predict(Z)).toEqual(model.predict(Z));
    expect(again.taskNames).toEqual(["a", "b", "c"]);
  });

  test("what is no description is refused", () => {
    const good = new KernelRidge({ kernel: "rbf" }).fit(X, Y).model.describe();
    const from = (changes: object) => () => KernelModel.from({ ...good, ...changes });
    expect(from({ kind: "LinearModel" })).toThrow(/of kind "KernelModel", got "LinearModel"$/);
    expect(from({ version: 2 })).toThrow(/from version: expected 1, the newest/);
    expect(from({ p: 0 })).toThrow(/from p: expected a count >= 1, got 0$/);
    expect(from({ groups: [] })).toThrow(/groups: expected every task from 0 to 2 in one of them/);
    expect(from({ covariance: { name: "rbf", gamma: "1" } })).toThrow(/covariance: expected a covariance/);
    expect(from({ intercept: [1] })).toThrow(/intercept: expected rows of 3 numbers, got 1$/);
    expect(from({ groups: [{ ...good.groups[0]!, dual: [1, 2, NaN] }] })).toThrow(
      /dual: expected finite numbers, got NaN$/,
    );
  });
});
