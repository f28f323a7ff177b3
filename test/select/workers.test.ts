import { Matrix } from "ml-matrix";
import { describe, expect, test, vi } from "vitest";
import { makeMultitask, Table } from "../../src/data/index.ts";
import {
  type FlatMatrix,
  KFold,
  LeaveOneTaskOut,
  MultiOutputRidge,
  MultiTaskClassifier,
  MultiTaskRegressor,
  MultiTaskRegressorCV,
  type PolytaskWarning,
  ShuffleSplit,
  setWarningHandler,
} from "../../src/index.ts";
import { l21, traceNorm } from "../../src/penalty/index.ts";
import {
  ColumnTransformer,
  isNominal,
  OneHotEncoder,
  Pipeline,
  StandardScaler,
} from "../../src/preprocess/index.ts";
import {
  crossValidate,
  crossValidateAsync,
  crossValPredict,
  crossValPredictAsync,
  GridSearchCV,
  logUniform,
  RandomizedSearchCV,
} from "../../src/select/index.ts";

const rowsOf = ({ data, rows, columns }: FlatMatrix): number[][] =>
  Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));

const { tasks } = makeMultitask({ nTasks: 3, nSamples: 23, nFeatures: 5, noise: 2, randomState: 4 });
const X = rowsOf(tasks[0]!.X as FlatMatrix);
const Y = Array.from({ length: 23 }, (_, i) => tasks.map(({ y }) => (i % 7 === 3 ? NaN : y[i]!)));
const labels = Y.map((row) => row.map((y) => (Number.isNaN(y) ? null : y > 0 ? "high" : "low")));
const sampleWeight = Array.from({ length: 23 }, (_, i) => i % 4);
const regressor = new MultiTaskRegressor({ penalty: traceNorm(0.3) });
const cv = new ShuffleSplit({ nSplits: 4, testSize: 0.3, randomState: 3 });

/** Everything but times. */
const bits = ({ scores, tasks: names }: ReturnType<typeof crossValidate>) => ({ scores, names });

describe("two threads give the bits of one", () => {
  const workers = 2;

  test("scores from statistics, missing targets and weights in them", async () => {
    const options = {
      cv,
      sampleWeight,
      returnTrainScore: true,
      scoring: ["r2", "negMeanSquaredError"],
    } as const;
    const found = await crossValidateAsync(regressor, X, Y, { ...options, workers });
    expect(bits(found)).toEqual(bits(crossValidate(regressor, X, Y, options)));
    expect(found.fitTimes.every((seconds) => seconds > 0)).toBe(true);
    const three = await crossValidateAsync(regressor, X, Y, { ...options, workers: 3 });
    expect(bits(three)).toEqual(bits(found));
  });

  test("scores from rows: tasks with rows of their own, named", async () => {
    const named = tasks.map((task, t) => ({ ...task, name: `task ${t}` }));
    const options = { cv: 3, scoring: "negMeanAbsoluteError" } as const;
    const found = await crossValidateAsync(regressor, named, { ...options, workers });
    expect(bits(found)).toEqual(bits(crossValidate(regressor, named, options)));
    const left = { cv: new LeaveOneTaskOut(), workers };
    expect(bits(await crossValidateAsync(regressor, named, left))).toEqual(
      bits(crossValidate(regressor, named, { cv: new LeaveOneTaskOut() })),
    );
  });

  test("classes, from an ml-matrix Matrix", async () => {
    const classifier = new MultiTaskClassifier({ penalty: l21(0.05) });
    const options = { cv: new KFold({ nSplits: 3 }) };
    const inputs = new Matrix(
      Array.from({ length: 23 }, (_, i) => Array.from({ length: 4 }, (_, j) => ((i * 5 + j * 7) % 11) - 5)),
    );
    const found = await crossValidateAsync(classifier, inputs, labels, { ...options, workers });
    expect(bits(found)).toEqual(bits(crossValidate(classifier, inputs, labels, options)));
    const predicted = await crossValPredictAsync(classifier, inputs, labels, { ...options, workers });
    expect(predicted).toEqual(crossValPredict(classifier, inputs, labels, options));
  });

  test("a pipeline on a table, and predictions of it", async () => {
    const table = Table.from({
      size: Array.from({ length: 23 }, (_, i) => (i * 13) % 17),
      town: Array.from({ length: 23 }, (_, i) => ["Bern", "Basel", "Thun"][i % 3]!),
    });
    const pipe = new Pipeline({
      steps: [
        [
          "columns",
          new ColumnTransformer({
            transformers: [
              ["towns", new OneHotEncoder(), isNominal],
              ["size", new StandardScaler(), "size"],
            ],
          }),
        ],
        ["learn", new MultiOutputRidge()],
      ],
    });
    const full = tasks.map(({ y }) => y);
    const targets = Array.from({ length: 23 }, (_, i) => full.map((y) => y[i]!));
    const found = await crossValPredictAsync(pipe, table as never, targets, { cv: 4, workers });
    expect(found).toEqual(crossValPredict(pipe, table as never, targets, { cv: 4 }));
  });

  test("searches: candidates in the grid's order, the winner fitted here", async () => {
    const params = {
      estimator: regressor,
      paramGrid: { penalty: [traceNorm(0.1), l21(0.4), traceNorm(3)] },
      cv: 3,
    };
    const one = new GridSearchCV(params).fit(X, Y);
    const many = await new GridSearchCV(params).fitAsync(X, Y, { workers });
    expect(many.cvResults.scores).toEqual(one.cvResults.scores);
    expect(many.bestIndex).toBe(one.bestIndex);
    expect(many.predict(X)).toEqual(one.predict(X));
    const drawn = {
      estimator: new MultiOutputRidge(),
      paramDistributions: { alpha: logUniform(0.1, 9) },
      nIter: 5,
      randomState: 2,
      perTask: true,
    };
    const random = await new RandomizedSearchCV(drawn).fitAsync(X, Y, { workers });
    expect(random.bestParamsByTask).toEqual(new RandomizedSearchCV(drawn).fit(X, Y).bestParamsByTask);
  });

  test("searches in searches, and estimators that search", async () => {
    const search = new GridSearchCV({
      estimator: new MultiOutputRidge(),
      paramGrid: { alpha: [0.1, 10] },
      cv: 3,
    });
    const chosen = new MultiTaskRegressorCV({ penalty: traceNorm, alphas: [3, 0.3], cv: 3 });
    for (const estimator of [search, chosen]) {
      const found = await crossValidateAsync(estimator as never, X, Y, { cv: 3, workers });
      expect(bits(found)).toEqual(bits(crossValidate(estimator as never, X, Y, { cv: 3 })));
    }
  });

  test("warnings come in the order of the jobs, and errors are those of the first that fails", async () => {
    const heard: PolytaskWarning[] = [];
    const before = setWarningHandler((warning) => heard.push(warning));
    const impatient = new GridSearchCV({
      estimator: new MultiTaskRegressor({ penalty: traceNorm(0.1), maxIter: 1 }),
      paramGrid: { maxIter: [1, 2, 5000] },
      cv: 3,
      refit: false,
    });
    try {
      impatient.fit(X, Y);
      const alone = heard
        .splice(0)
        .map(({ name, owner, message }) => [name, owner, message.replace(/[\d.e-]+ s/, "")]);
      expect(alone.length).toBeGreaterThan(1);
      await impatient.fitAsync(X, Y, { workers });
      expect(
        heard.map(({ name, owner, message }) => [name, owner, message.replace(/[\d.e-]+ s/, "")]),
      ).toEqual(alone);
      expect(heard[0]!.constructor.name).toBe("ConvergenceWarning");
    } finally {
      setWarningHandler(before);
    }
    const wrong = X.map((row, i) => (i === 9 ? row.map(() => NaN) : row));
    const alone = (): unknown => crossValPredict(regressor, wrong, Y, { cv: 3 });
    expect(alone).toThrow(/X row 1, column 0/); // of the rows that fold 0 learns from; fold 2 fails at row 9
    await expect(crossValPredictAsync(regressor, wrong, Y, { cv: 3, workers })).rejects.toThrow(
      messageOf(alone).replace("crossValPredict ", "crossValPredictAsync "),
    );
  });
});

const messageOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it did not fail");
};

describe("other threads", () => {
  test("tell how far they are, and stop when they are told to", async () => {
    const fractions: number[] = [];
    const options = { cv: 4, workers: 2, scoring: "negMeanAbsoluteError" } as const;
    await crossValidateAsync(regressor, X, Y, {
      ...options,
      onProgress: (progress) => {
        expect(Object.keys(progress)).toEqual(["stage", "fraction"]);
        fractions.push(progress.fraction);
      },
    });
    expect(fractions.at(-1)).toBe(1);
    expect([...fractions].sort((a, b) => a - b)).toEqual(fractions);
    const stopped = crossValidateAsync(regressor, X, Y, { ...options, onProgress: () => false });
    await expect(stopped).rejects.toThrow(/^stopped before there was a result/);
    const controller = new AbortController();
    const aborted = crossValidateAsync(regressor, X, Y, {
      ...options,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("enough")),
    });
    await expect(aborted).rejects.toThrow("enough");
  });

  test("leave the inputs and the estimator as they are", async () => {
    const given = X.map((row) => row.slice());
    const search = new GridSearchCV({ estimator: regressor, paramGrid: { tol: [1e-3, 1e-6] }, cv: 3 });
    const work = search.fitAsync(given, Y, { workers: 2 });
    given[0]![0] = 1e9;
    expect((await work).predict(X)).toEqual(
      new GridSearchCV({ estimator: regressor, paramGrid: { tol: [1e-3, 1e-6] }, cv: 3 })
        .fit(X, Y)
        .predict(X),
    );
  });

  const mine = { name: "mine", clone: () => mine, fit: () => mine, predict: () => [0] };
  test.each<[string, () => Promise<unknown>, RegExp]>([
    [
      "a count that is none",
      () => crossValidateAsync(regressor, X, Y, { workers: 0 }),
      /^crossValidateAsync\.workers: expected an integer >= 1, got 0$/,
    ],
    [
      "half a thread",
      () =>
        new GridSearchCV({ estimator: regressor, paramGrid: { tol: [1] } }).fitAsync(X, Y, { workers: 1.5 }),
      /^GridSearchCV\.fitAsync\.workers: expected an integer >= 1, got 1\.5$/,
    ],
    [
      "an estimator of one's own",
      () => crossValidateAsync(mine as never, X, Y, { workers: 2 }),
      /^crossValidateAsync workers estimator\.clone: expected plain data or a part of polytask/,
    ],
    [
      "a score of one's own",
      () => crossValidateAsync(regressor, X, Y, { workers: 2, scoring: { error: () => 1 } }),
      /^crossValidateAsync workers scoring error: expected the name of a score, .* got the function error$/,
    ],
    [
      "fitted estimators",
      () => crossValidateAsync(regressor, X, Y, { workers: 2, returnEstimator: true }),
      /^crossValidateAsync\.workers: expected 1 beside returnEstimator/,
    ],
    [
      "a generator",
      () =>
        crossValPredictAsync(
          new MultiTaskRegressorCV({ penalty: traceNorm, cv: { split: () => [] } as never }),
          X,
          Y,
          { workers: 2 },
        ),
      /^crossValPredictAsync workers estimator MultiTaskRegressorCV\.cv\.split: expected plain data/,
    ],
  ])("refuse %s, before any work", async (_, work, message) => {
    const handler = vi.fn();
    const before = setWarningHandler(handler);
    await expect(work()).rejects.toThrow(message);
    setWarningHandler(before);
    expect(handler).not.toHaveBeenCalled();
  });

  test("fit knows no workers: it is done before it returns", () => {
    const search = new GridSearchCV({ estimator: regressor, paramGrid: { tol: [1] } });
    expect(() => search.fit(X, Y, { workers: 2 } as never)).toThrow(
      /^GridSearchCV\.fit: has no option workers; /,
    );
  });
});
