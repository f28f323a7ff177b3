import { describe, expect, test } from "vitest";
import {
  ConvergenceWarning,
  CoregionalizedGaussianProcess,
  GaussianProcessModel,
  type PolytaskWarning,
  RandomState,
  setWarningHandler,
} from "../../src/index.ts";
import oracle from "../oracles/gaussian-process.json" with { type: "json" };
import { matrix, type Rows } from "./samples.ts";

interface Case {
  readonly title: string;
  readonly X: Rows;
  readonly Y: (number | null)[][];
  readonly Z: Rows;
  readonly params: object;
  readonly sampleWeight?: Rows | number[];
  readonly logMarginalLikelihood: number;
  readonly means: Rows;
  readonly covariances: Rows[];
}

const process = (params: object): CoregionalizedGaussianProcess => new CoregionalizedGaussianProcess(params);

const missing = (Y: readonly (readonly (number | null)[])[]): Rows =>
  Y.map((row) => row.map((y) => y ?? NaN));

describe("a process with given hyperparameters against dense NumPy", () => {
  test.each(oracle.cases as unknown as Case[])("$title, by every road", (example) => {
    const { X, Z, params, sampleWeight, logMarginalLikelihood, means, covariances } = example;
    const Y = missing(example.Y);
    for (const solver of ["auto", "cholesky", "conjugateGradients"]) {
      const model = process({ ...params, solver, optimizer: "none" });
      model.fit(X, Y, sampleWeight && { sampleWeight });
      expect(model.converged).toBe(true);
      if (solver === "conjugateGradients") expect(model.logMarginalLikelihood).toBeUndefined();
      else expect(model.logMarginalLikelihood!).toBeNear(logMarginalLikelihood, 1e-10);
      expect(model.predict(Z).to1DArray()).toBeNear(means.flat(), 1e-8);
      const learnt = model.predictTaskCovariance(Z).flatMap((one) => one.to1DArray());
      expect(learnt).toBeNear(covariances.flat(2), 1e-8);
    }
  });
});

describe("a process of one task against scikit-learn's GaussianProcessRegressor", () => {
  const { X, y, Z, cases } = oracle.single;

  test.each(cases)("$params.kernel, noise $params.noise", ({ params, normalized, scale, ...want }) => {
    const plain = process({ ...params, optimizer: "none" }).fit(X, y);
    expect(plain.logMarginalLikelihood!).toBeNear(want.logMarginalLikelihood, 1e-11);
    const { mean, std } = plain.predictWithStd(Z);
    expect(mean.to1DArray()).toBeNear(want.mean, 1e-9);
    expect(std.to1DArray()).toBeNear(want.std, 1e-9);
    const units = scale * scale; // theirs are in units of the normalised targets
    const [[variance]] = params.taskCovariance as [[number]];
    const given = { ...params, taskCovariance: [[variance * units]], noise: params.noise * units };
    const normal = process({ ...given, optimizer: "none", normalizeY: true }).fit(X, y);
    expect(normal.logMarginalLikelihood!).toBeNear(normalized.logMarginalLikelihood, 1e-11);
    const other = normal.predictWithStd(Z);
    expect(other.mean.to1DArray()).toBeNear(normalized.mean, 1e-9);
    expect(other.std.to1DArray()).toBeNear(normalized.std, 1e-9);
  });

  test("learns the hyperparameters that it learns", () => {
    const { X, y, ...want } = oracle.learnt;
    const model = process({ tol: 1e-8, randomState: 0 }).fit(X, y);
    expect(model.converged).toBe(true);
    expect(model.logMarginalLikelihood!).toBeGreaterThan(want.logMarginalLikelihood - 1e-6);
    expect(model.logMarginalLikelihood!).toBeNear(want.logMarginalLikelihood, 1e-7);
    expect(model.taskCovariance.get(0, 0)).toBeNear(want.variance, 1e-3);
    expect(model.lengthScale).toBeNear([want.lengthScale], 1e-3);
    expect(model.noise).toBeNear([want.noise], 1e-3);
  });
});

/** T tasks that are mixtures of two functions of x, with noise, on n rows. */
function related(n: number, T: number, seed: number): { X: Rows; Y: Rows; mix: Rows } {
  const random = new RandomState(seed);
  const X = Array.from({ length: n }, () => [6 * random.random(), random.random()]);
  const mix = Array.from({ length: T }, () => [random.randn(), random.randn()]);
  const Y = X.map(([x]) =>
    mix.map(([a, b]) => a! * Math.sin(2 * x!) + b! * Math.cos(x!) + 0.1 * random.randn()),
  );
  return { X, Y, mix };
}

describe("learning", () => {
  const { X, Y } = related(29, 5, 1);
  const holes = Y.map((row, i) => row.map((y, t) => ((3 * i + t) % 7 === 0 ? NaN : y)));

  test.each([
    ["complete", Y, {}],
    ["missing", holes, {}],
    ["rank 2, complete", Y, { rank: 2 }],
    ["rank 2, missing, one length scale a feature", holes, { rank: 2, lengthScale: [1, 1] }],
  ])("%s: at a stationary point, no step aside does better", (_, Y, params) => {
    const model = process({ ...params, tol: 1e-7, nRestarts: 0 }).fit(X, Y);
    expect(model.converged).toBe(true);
    const at = (changes: object): number =>
      process({
        lengthScale: model.lengthScale,
        taskCovariance: model.taskCovariance,
        noise: model.noise,
        ...changes,
        optimizer: "none",
      }).fit(X, Y).logMarginalLikelihood!;
    const best = model.logMarginalLikelihood!;
    expect(at({})).toBeNear(best, 1e-9);
    for (const step of [0.97, 1.03]) {
      expect(at({ lengthScale: model.lengthScale.map((l) => l * step) })).toBeLessThan(best);
      expect(at({ taskCovariance: model.taskCovariance.mul(step) })).toBeLessThan(best);
      for (let t = 0; t < 5; t++)
        expect(at({ noise: model.noise.map((v, s) => (s === t ? v * step : v)) })).toBeLessThan(best);
    }
  });

  test("the correlation of tasks is found, and helps where a task has few targets", () => {
    const { X, Y, mix } = related(60, 4, 7);
    const few = Y.map((row, i) => row.map((y, t) => (t === 0 && i % 10 !== 0 ? NaN : y)));
    const error = (P: { get(i: number, t: number): number }): number =>
      Math.sqrt(Y.reduce((sum, row, i) => sum + (row[0]! - P.get(i, 0)) ** 2, 0) / 60);
    const together = process({ rank: 2, nRestarts: 1, randomState: 0 }).fit(X, few);
    const alone = process({ nRestarts: 1, randomState: 0 }).fit(
      X,
      few.map((row) => row[0]!),
    );
    expect(error(together.predict(X))).toBeLessThan(error(alone.predict(X)) / 1.5);
    const full = process({ nRestarts: 0 }).fit(X, Y);
    const dot = (s: number, t: number): number => mix[s]![0]! * mix[t]![0]! + mix[s]![1]! * mix[t]![1]!;
    const { taskCorrelation } = full;
    for (let s = 0; s < 4; s++) {
      for (let t = 0; t < s; t++) {
        const truth = dot(s, t) / Math.sqrt(dot(s, s) * dot(t, t));
        if (Math.abs(truth) > 0.8) expect(taskCorrelation.get(s, t) * Math.sign(truth)).toBeGreaterThan(0.5);
      }
      expect(taskCorrelation.get(s, s)).toBe(1);
    }
  });

  test("restarts are seeded and told; the best of them is the answer", () => {
    const one = process({ nRestarts: 3, randomState: 4 }).fit(X, Y);
    const two = process({ nRestarts: 3, randomState: 4 }).fit(X, Y);
    expect(one.restarts).toEqual(two.restarts);
    expect(one.restarts).toHaveLength(4);
    const ends = one.restarts.map(({ logMarginalLikelihood }) => logMarginalLikelihood);
    expect(one.logMarginalLikelihood!).toBeNear(Math.max(...ends), 1e-12);
    expect(process({ nRestarts: 0 }).fit(X, Y).restarts).toHaveLength(1);
    expect(one.restarts[0]).toEqual(process({ nRestarts: 0 }).fit(X, Y).restarts[0]);
  });

  test("a search that is cut short says so", () => {
    const heard: PolytaskWarning[] = [];
    const before = setWarningHandler((warning) => void heard.push(warning));
    const model = process({ maxIter: 2, nRestarts: 0 }).fit(X, Y);
    setWarningHandler(before);
    expect(model.converged).toBe(false);
    expect(model.nIter).toBe(2);
    expect(heard).toEqual([expect.any(ConvergenceWarning)]);
    expect(heard[0]!.message).toMatch(/^stopped after 2 iterations, with a stationarity of/);
  });
});

describe("many targets", () => {
  const { X, Y } = related(301, 7, 3);
  const settled = {
    ...({ optimizer: "none", lengthScale: 1.2, noise: 0.02 } as const),
    taskCovariance: Array.from({ length: 7 }, (_, s) =>
      Array.from({ length: 7 }, (_, t) => (s === t ? 2 : 1)),
    ),
  };
  const fresh = X.slice(0, 3).map(([a, b]) => [a! + 0.1, b!]);

  test("beyond 2000 with some missing go by conjugate gradients, which the complete grid preconditions", () => {
    const holes = Y.map((row, i) => row.map((y, t) => ((5 * i + 3 * t) % 23 === 0 ? NaN : y)));
    const model = process(settled).fit(X, holes);
    expect(model.model.solver).toBe("conjugateGradients");
    expect(model.converged).toBe(true);
    expect(model.nIter).toBeLessThan(250); // about 470 without the preconditioner
    // a hole with its prediction put in changes nothing but the certainty: the mean stays
    const P = model.predict(X);
    const filled = holes.map((row, i) => row.map((y, t) => (Number.isNaN(y) ? P.get(i, t) : y)));
    const complete = process(settled).fit(X, filled);
    expect(complete.model.solver).toBe("kronecker");
    expect(complete.predict(fresh).to1DArray()).toBeNear(model.predict(fresh).to1DArray(), 1e-7);
    const [few, all] = [model.predictWithStd(fresh).std, complete.predictWithStd(fresh).std];
    for (const [k, value] of few.to1DArray().entries())
      expect(value).toBeGreaterThan(all.to1DArray()[k]! - 1e-9);
  });

  test("a fit in the middle of another one, with memory that grows, disturbs neither", () => {
    const [rows, targets] = [X.slice(0, 60), Y.slice(0, 60)];
    for (const params of [
      { ...settled, solver: "conjugateGradients" },
      { nRestarts: 0, maxIter: 5 },
    ] as const) {
      const quiet = setWarningHandler(() => {});
      const want = process(params).fit(rows, targets).predict(fresh);
      let inner = 0;
      const onProgress = (): void => {
        if (inner++ < 3)
          process({ ...settled, solver: "conjugateGradients" }).fit(
            matrix(300 * inner, 2, 1),
            matrix(300 * inner, 7, 2),
          );
      };
      const got = process(params).fit(rows, targets, { onProgress }).predict(fresh);
      setWarningHandler(quiet);
      expect(inner).toBeGreaterThan(1);
      expect(got).toEqual(want);
    }
  });

  test("learning from so many with some missing is refused, before any work", () => {
    const holes = Y.map((row, i) => row.map((y, t) => (i === 5 && t === 2 ? NaN : y)));
    expect(() => process({}).fit(X, holes)).toThrow(
      /expected optimizer "none".*, got 2106 observed targets and/,
    );
  });
});

describe("corners", () => {
  const [X, Y] = [matrix(9, 2, 1), matrix(9, 3, 2)];
  const quick = { nRestarts: 0, randomState: 0 };

  test("constant targets, one row, one task, rows that all stand twice and constant features are learnt from", () => {
    const cases: [Rows, Rows][] = [
      [X, Y.map(([a, b]) => [a!, b!, 7])],
      [X, Y.map(() => [0, 0, 0])],
      [X.slice(0, 1), Y.slice(0, 1)],
      [X, Y.map(([a]) => [a!])],
      [
        [...X, ...X],
        [...Y, ...Y],
      ],
      [X.map(() => [1, 1]), Y],
    ];
    for (const [X, Y] of cases) {
      for (const normalizeY of [false, true]) {
        const model = process({ ...quick, normalizeY }).fit(X, Y);
        expect(model.converged).toBe(true);
        const { mean, std } = model.predictWithStd(X);
        for (const value of [...mean.to1DArray(), ...std.to1DArray(), ...model.taskCorrelation.to1DArray()])
          expect(value).toBeFinite();
      }
    }
  });

  test.each(["rbf", "matern32", "matern52"])(
    "%s: rows in units far too small or too large stay finite",
    (kernel) => {
      for (const unit of [1e-140, 1e-20, 1e20, 1e140]) {
        for (const lengthScale of [unit, [unit, 1]]) {
          const model = process({ ...quick, kernel, lengthScale, maxIter: 20, tol: 1 }).fit(X, Y);
          const { mean, std } = model.predictWithStd(X);
          for (const value of [...mean.to1DArray(), ...std.to1DArray()]) expect(value).toBeFinite();
        }
      }
    },
  );

  test("a constant target is predicted everywhere where targets are normalised", () => {
    const model = process({ ...quick, normalizeY: true }).fit(
      X,
      Y.map(([a]) => [a!, 5]),
    );
    expect(model.predict([[100, 100]], { task: 1 })).toBeNear([5], 1e-12);
  });

  test("what fits no data gets one clear sentence", () => {
    const refused: [object, RegExp][] = [
      [
        { lengthScale: 0 },
        /\.lengthScale: expected a finite number > 0, or an array with one a feature.*, got 0$/,
      ],
      [{ lengthScale: [1, 2, 3] }, /\.lengthScale: expected one number or 2, one a feature, got 3$/],
      [{ noise: [1, 2] }, /\.noise: expected one number or 3, one a task, got 2$/],
      [{ noise: 0 }, /\.noise: expected a finite number > 0, or an array with one a task, got 0$/],
      [{ taskCovariance: [[1]] }, /\.taskCovariance: expected 3 x 3 numbers, got 1 x 1$/],
      [
        { taskCovariance: [[1, NaN]] },
        /\.taskCovariance row 0, column 1: expected a finite number, got NaN$/,
      ],
      [
        {
          taskCovariance: [
            [1, 2, 0],
            [1, 1, 0],
            [0, 0, 1],
          ],
        },
        /\.taskCovariance: expected a symmetric matrix, got 2 against 1$/,
      ],
      [
        {
          taskCovariance: [
            [1, 2, 0],
            [2, 1, 0],
            [0, 0, 1],
          ],
        },
        /\.taskCovariance: expected a positive semidefinite matrix, got an eigenvalue of -0.99/,
      ],
      [{ rank: 0 }, /\.rank: expected an integer >= 1, got 0$/],
      [
        { solver: "conjugateGradients" },
        /fit: expected optimizer "none" with conjugate gradients.*, got 27 observed targets and optimizer "lbfgs"$/,
      ],
    ];
    for (const [params, sentence] of refused) expect(() => process(params).fit(X, Y)).toThrow(sentence);
    expect(() => process({}).fit([[1e200], [1]], [1, 2])).toThrow(/fit X: expected numbers whose squares/);
  });

  test("a singular covariance that cannot be factored is refused", () => {
    const twins = [[0], [1e-12], [2e-12]];
    const params = { noise: 1e-300, lengthScale: 1, solver: "cholesky", optimizer: "none" };
    expect(() => process(params).fit(twins, [1, 2, 3])).toThrow(
      /^CoregionalizedGaussianProcess\.fit: expected a covariance of the targets that is positive definite/,
    );
  });

  test("predictions with their deviation come in all forms", () => {
    const model = process(quick).fit(X, Y, { taskNames: ["a", "b", "c"] });
    const all = model.predictWithStd(X);
    const one = model.predictWithStd(X, { task: "b" });
    expect([...one.mean]).toEqual(all.mean.getColumn(1));
    expect([...one.std]).toEqual(all.std.getColumn(1));
    const [apart] = model.predictWithStd([{ X, name: "b" }]);
    expect(apart).toEqual(one);
    const covariances = model.predictTaskCovariance(X.slice(0, 2));
    expect(covariances[1]!.get(2, 2)).toBeNear(all.std.get(1, 2) ** 2, 1e-10);
  });

  test.each(["auto", "cholesky", "conjugateGradients"] as const)("%s: the model survives JSON", (solver) => {
    const holes = Y.map((row, i) => row.map((y, t) => (i === 3 && t === 1 ? NaN : y)));
    const settled = { ...quick, solver, optimizer: "none", normalizeY: true } as const;
    const { model } = process(settled).fit(X, holes, { taskNames: ["a", "b", "c"] });
    const again = GaussianProcessModel.from(JSON.parse(JSON.stringify(model)));
    const inputs = { data: Float64Array.from([1, 2, 3, 4]), rows: 2, columns: 2 };
    expect(again.apply(inputs)).toEqual(model.apply(inputs));
    expect(again.covariances(inputs)).toEqual(model.covariances(inputs));
    expect(again.describe()).toEqual(model.describe());
  });

  test("what is no description is refused", () => {
    const good = process(quick).fit(X, Y).model.describe();
    const from = (changes: object) => () => GaussianProcessModel.from({ ...good, ...changes });
    expect(from({ kind: "x" })).toThrow(/of kind "GaussianProcess", got "x"$/);
    expect(from({ version: 3 })).toThrow(/version: expected 1, the newest/);
    expect(from({ noise: [1, 0, 1] })).toThrow(/noise: expected 3 positive numbers/);
    expect(from({ weight: [] })).toThrow(/weight: expected 27 weights >= 0/);
    expect(from({ solver: "svd" })).toThrow(
      /solver: expected kronecker, cholesky or conjugateGradients, got "svd"$/,
    );
    expect(from({ marks: 1 })).toThrow(/expected marks, restarts and converged/);
    const linear = { ...good.mean, covariance: { name: "linear" } };
    expect(from({ mean: linear })).toThrow(/mean: expected a stationary covariance/);
  });
});
