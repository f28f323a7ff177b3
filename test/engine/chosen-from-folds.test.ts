import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Duckdb,
  type EngineStatistics,
  openDuckdb,
  type Source,
  type Stream,
  statisticsFrom,
} from "../../src/engine/index.ts";
import {
  alphaMax,
  ClusteredTaskRegressor,
  MultiOutputRidge,
  MultiTaskElasticNetCV,
  MultiTaskLassoCV,
  MultiTaskRegressor,
  MultiTaskRegressorCV,
  RandomState,
  regularizationPath,
  SharedSubspaceRegressor,
  type Split,
  statisticsOf,
  TaskRelationshipRegressor,
} from "../../src/index.ts";
import { l21, sparseGroup, taskRelationship, traceNorm } from "../../src/penalty/index.ts";
import { AutoMultiTask, GridSearchCV } from "../../src/select/index.ts";
import "../near.ts";

const random = new RandomState(11);
const n = 157;
const [p, T] = [5, 3];
const X = Array.from({ length: n }, () => Array.from({ length: p }, () => 3 + random.randn()));
const Y = X.map(([a, b, c]) => [a! + b!, b! - c!, a! + c!].map((y) => y + 2 * random.randn()));
const features = Array.from({ length: p }, (_, j) => `x${j}`);
const targets = Array.from({ length: T }, (_, t) => `y${t}`);

const count = 4;
const foldOf = (key: number): number =>
  Number.parseInt(createHash("md5").update(`${key}`).digest("hex").slice(0, 8), 16) % count;
const rows = (k: number, held: boolean): number[] => [...X.keys()].filter((i) => (foldOf(i) === k) === held);
const cv: Split[] = [0, 1, 2, 3].map((k) => ({ train: rows(k, false), test: rows(k, true) }));
const tight = { tol: 1e-13, maxIter: 100_000 };

let database: Duckdb;
let source: Source;
let known: EngineStatistics;

beforeAll(async () => {
  database = await openDuckdb({ threads: 1 });
  const lines = X.map((x, i) => `(${i}, ${[...x, ...Y[i]!].join(", ")})`);
  source = database.query(`SELECT * FROM (VALUES ${lines.join(", ")}) AS t(key, ${[...features, ...targets].join(", ")})`); // biome-ignore format: one line
  known = await statisticsFrom(source, { features, targets, fold: { key: "key", count } });
});

afterAll(() => database.close());

describe("what is chosen from the folds of an engine is what the rows in memory choose, to 1e-9", () => {
  const numbers = ({ coef }: { coef: { to1DArray(): number[] } }) => coef.to1DArray();

  test.each([
    ["MultiTaskLassoCV", new MultiTaskLassoCV({ alphas: 12, cv, ...tight })],
    [
      "MultiTaskLassoCV, equal tasks",
      new MultiTaskLassoCV({ alphas: 12, cv, taskWeight: "equal", ...tight }),
    ],
    ["MultiTaskElasticNetCV", new MultiTaskElasticNetCV({ l1Ratio: [0.3, 0.9], alphas: 7, cv, ...tight })],
    ["MultiTaskRegressorCV", new MultiTaskRegressorCV({ penalty: [traceNorm, (alpha) => sparseGroup(alpha, alpha)], alphas: 7, cv, ...tight })], // biome-ignore format: one line
    ["AutoMultiTask", new AutoMultiTask({ methods: ["pooled", "single", "l21", "traceNorm"], alphas: 5, cv, ...tight })], // biome-ignore format: one line
  ] as const)("%s", (_, model) => {
    const [found, expected] = [model.clone().fitStatistics(known.folds!), model.clone().fit(X, Y)];
    expect(found.alpha).toBeNear(expected.alpha, 1e-9);
    expect(numbers(found)).toBeNear(numbers(expected), 1e-9);
    expect(found.intercept).toBeNear(expected.intercept, 1e-9);
    expect(found.predict(X).rows).toBe(n);
  });

  test.each([
    ["TaskRelationshipRegressor", new TaskRelationshipRegressor({ alpha: "cv", beta: "cv", alphas: [0.01, 1], betas: [0.1, 1, 10], cv, ...tight })], // biome-ignore format: one line
    ["ClusteredTaskRegressor", new ClusteredTaskRegressor({ k: 2, alpha: 0.1, beta: "cv", betas: [0.01, 0.1, 1], cv, ...tight })], // biome-ignore format: one line
    ["SharedSubspaceRegressor", new SharedSubspaceRegressor({ k: 2, alpha: "cv", beta: 0.1, alphas: [0.01, 0.1, 1], cv, ...tight })], // biome-ignore format: one line
  ] as const)('%s with "cv"', (_, model) => {
    const [found, expected] = [model.clone().fitStatistics(known.folds!), model.clone().fit(X, Y)];
    expect(found.strengths).toEqual(expected.strengths);
    expect(numbers(found)).toBeNear(numbers(expected), 1e-9);
    expect(found.msePath!.flatMap((path) => path.to1DArray())).toBeNear(
      expected.msePath!.flatMap((path) => path.to1DArray()),
      1e-9,
    );
  });

  test("a covariance for new tasks comes with strengths that were found", () => {
    const settings = { alpha: 0.01, beta: "cv", betas: [0.1, 1], cv, ...tight } as const;
    const y = Y.map(([a]) => 2 * a!);
    const [found, expected] = [
      new TaskRelationshipRegressor(settings).fitStatistics(known.folds!).fitNewTask(X, y),
      new TaskRelationshipRegressor(settings).fit(X, Y).fitNewTask(X, y),
    ];
    expect(found.coef).toBeNear(expected.coef, 1e-9);
  });

  test("GridSearchCV", () => {
    const search = new GridSearchCV({
      estimator: new MultiTaskRegressor({ penalty: l21(1), ...tight }),
      paramGrid: { penalty: [0.01, 0.1, 1].flatMap((alpha) => [l21(alpha), taskRelationship(alpha, alpha)]) },
      cv,
    });
    const [found, expected] = [search.clone().fitStatistics(known.folds!), search.clone().fit(X, Y)];
    expect(found.bestIndex).toBe(expected.bestIndex);
    expect(found.bestScore).toBeNear(expected.bestScore, 1e-9);
    const [one, other] = [found.predict(X), expected.predict(X)] as { to1DArray(): number[] }[];
    expect(one!.to1DArray()).toBeNear(other!.to1DArray(), 1e-9);
  });

  test("regularizationPath and alphaMax", () => {
    const options = { alphas: 6, eps: 0.01, ...tight };
    const [found, expected] = [
      regularizationPath(traceNorm, known.statistics, options),
      regularizationPath(traceNorm, X, Y, options),
    ];
    expect(found.alphas).toBeNear(expected.alphas, 1e-12);
    for (const [k, model] of found.models.entries()) {
      expect(model.coef.data).toBeNear(expected.models[k]!.coef.data, 1e-9);
      expect(model.taskNames).toEqual(targets);
    }
    expect(alphaMax(l21, known.statistics)).toBeNear(alphaMax(l21, X, Y), 1e-12);
  });
});

test.each([
  ["sums", 2], // a look at where the columns lie, then sums
  ["columns", 1],
] as const)(
  "by %s the rows are read %i times, for nine folds as for none, and by no fit",
  async (road, times) => {
    const asked = async (folds?: number): Promise<number> => {
      let reads = 0;
      const counting = {
        ...source,
        query(sql: string) {
          reads++;
          return source.query(sql);
        },
        stream: {
          ...source.stream!,
          show(...asked: Parameters<Stream["show"]>) {
            reads++;
            return source.stream!.show(...asked);
          },
        },
      };
      const options = { features, targets, road, ...(folds && { fold: { key: "key", count: folds } }) };
      const { folds: found } = await statisticsFrom(counting, options);
      if (found) new MultiTaskLassoCV({ alphas: 50 }).fitStatistics(found);
      return reads;
    };
    expect(await asked()).toBe(times);
    expect(await asked(9)).toBe(times);
  },
);

describe("what is no statistics of folds is refused in a sentence", () => {
  const lasso = new MultiTaskLassoCV();
  const wrong = "expected the statistics of folds, as statisticsFrom of polytask/engine gives them";

  test("statistics without folds, and folds where statistics are asked for", () => {
    expect(() => lasso.fitStatistics(known.statistics as never)).toThrow(`MultiTaskLassoCV.fitStatistics folds: ${wrong}`); // biome-ignore format: a sentence
    expect(() => lasso.fitStatistics(undefined as never)).toThrow(wrong);
    const search = new GridSearchCV({ estimator: new MultiOutputRidge(), paramGrid: { alpha: [1, 2] } });
    expect(() => search.fitStatistics(known.statistics as never)).toThrow(`GridSearchCV.fitStatistics folds: ${wrong}`); // biome-ignore format: a sentence
    expect(() => search.setParams({ perTask: true }).fitStatistics(known.folds!)).toThrow("GridSearchCV.fitStatistics perTask: expected false, where there are no rows, got true"); // biome-ignore format: a sentence
    const related = new TaskRelationshipRegressor({ alpha: "cv" });
    expect(() => related.fitStatistics(known.statistics)).toThrow(`TaskRelationshipRegressor.fitStatistics folds: ${wrong}`); // biome-ignore format: a sentence
    expect(() => new TaskRelationshipRegressor().fitStatistics(known.folds!)).toThrow("TaskRelationshipRegressor.fitStatistics statistics: expected TaskStatistics"); // biome-ignore format: a sentence
  });

  test("every row alone, losses that go by rows, too few folds, a task without rows to test", () => {
    const rowwise = new MultiTaskRegressorCV({ penalty: traceNorm, alphas: [1], cv: "leaveOneOut" });
    expect(() => rowwise.fitStatistics(known.folds!)).toThrow('MultiTaskRegressorCV.fitStatistics cv: expected folds, where there are no rows, got "leaveOneOut"'); // biome-ignore format: a sentence
    const path = () => regularizationPath(l21, known.statistics, { datafit: {} } as never);
    expect(path).toThrow("regularizationPath.datafit: expected squared loss, where there are no rows");
    const { tests, train, total } = known.folds!;
    const auto = new AutoMultiTask({ methods: ["pooled", "single"] });
    expect(() => auto.fitStatistics({ tests: tests.slice(2), train, total })).toThrow("AutoMultiTask.fitStatistics folds: expected 3 folds or more, as two of them are left out, got 2"); // biome-ignore format: a sentence
    const hole = statisticsOf(X, Y.map(([a, b]) => [a!, b!, NaN]), { taskNames: targets }); // biome-ignore format: one line
    expect(() => lasso.fitStatistics({ tests: [tests[0]!, hole], train, total })).toThrow("MultiTaskLassoCV.fitStatistics fold 1: expected an observed target of task \"y2\" to test, got none"); // biome-ignore format: a sentence
  });
});
