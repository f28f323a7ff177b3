import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { poisson } from "../../src/datafit/index.ts";
import { type Duckdb, type Fittable, fitFrom, openDuckdb } from "../../src/engine/index.ts";
import {
  ClusteredTaskClassifier,
  MultiTaskClassifier,
  MultiTaskRegressor,
  type PolytaskWarning,
  SharedSubspaceClassifier,
  setWarningHandler,
  TaskRelationshipClassifier,
  type WarningHandler,
} from "../../src/index.ts";
import { dirty, elasticNet, graph, l1, meanRegularized, ridge, sum } from "../../src/penalty/index.ts";
import "../near.ts";
import { lossData } from "./loss-fits.ts";
import { stored } from "./stored.ts";
import { watched } from "./watched.ts";

let database: Duckdb;
let warnings: PolytaskWarning[];
let handler: WarningHandler;

beforeAll(async () => {
  database = await openDuckdb({ threads: 2 });
  for (const table of lossData) await stored(database, table);
});

afterAll(() => database.close());

beforeEach(() => {
  warnings = [];
  handler = setWarningHandler((warning) => void warnings.push(warning));
});

afterEach(() => void setWarningHandler(handler));

const [shared, own] = lossData as [(typeof lossData)[0], (typeof lossData)[0]];
const tight = { tol: 1e-13, maxIter: 1000 };
const labels = (params: ConstructorParameters<typeof MultiTaskClassifier>[0]) => new MultiTaskClassifier({ ...tight, ...params }); // biome-ignore format: one line
const counts = (params: Pick<ConstructorParameters<typeof MultiTaskRegressor>[0], "penalty">) => new MultiTaskRegressor({ ...tight, ...params, datafit: poisson() }); // biome-ignore format: one line

/** What every estimator of these fits says of itself. */
type Fitted = MultiTaskRegressor;

describe("every estimator whose loss is logistic or poisson", () => {
  const logistic: Readonly<Record<string, Fittable>> = {
    "an elastic net": labels({ penalty: elasticNet(0.05, 0.5) }),
    l1: labels({ penalty: l1(0.03) }),
    "the mean, and a ridge": labels({ penalty: sum(meanRegularized(0.3), ridge(0.05)) }),
    "a sum of two parts": labels({ penalty: dirty(0.05, 0.04) }),
    "tasks that count the same": labels({ penalty: ridge(0.1), taskWeight: "equal" }),
    "MALSAR's strengths": labels({ penalty: ridge(0.1), compat: "malsar" }),
    "scikit-learn's strengths": labels({ penalty: ridge(3), compat: "sklearn" }),
    TaskRelationshipClassifier: new TaskRelationshipClassifier({ alpha: 0.1, beta: 0.05, ...tight }),
    ClusteredTaskClassifier: new ClusteredTaskClassifier({ k: 2, alpha: 0.1, beta: 0.05, ...tight }),
    SharedSubspaceClassifier: new SharedSubspaceClassifier({ k: 2, alpha: 0.1, beta: 0.05, ...tight }),
  };
  const poissons: Readonly<Record<string, Fittable>> = {
    "counts under an elastic net": counts({ penalty: elasticNet(0.05, 0.5) }),
    "counts of neighbours": counts({ penalty: sum(graph([[0, 1, 1], [1, 2, 1]], 0.2), ridge(0.1)) }), // biome-ignore format: one line
  };
  const cases = [
    ...Object.entries(logistic).map(([name, estimator]) => [name, "logistic", estimator] as const),
    ...Object.entries(poissons).map(([name, estimator]) => [name, "poisson", estimator] as const),
  ];
  test.each([shared, own].flatMap((data) => cases.map((one) => [data, ...one] as const)))(
    "$name: %s",
    async (data, _, kind, estimator) => {
      const { estimator: fitted } = await fitFrom(database.table(data.name), estimator, data.request(kind));
      const found = fitted as unknown as Fitted;
      const expected = estimator.clone() as unknown as Fitted;
      expected.fit(...(data.memory(kind) as unknown as Parameters<Fitted["fit"]>));
      expect(found.converged).toBe(true);
      expect(found.coef.to1DArray()).toBeNear(expected.coef.to1DArray(), 1e-6);
      expect(found.intercept).toBeNear(expected.intercept, 1e-6);
      expect(found.components?.length).toBe(expected.components?.length);
      expect(() => (estimator as unknown as Fitted).coef).toThrow(/not fitted|fit/i); // it stays as it is
      expect(found.name).toBe(estimator.name);
    },
  );

  test("without intercepts, where columns are near 0", async () => {
    const asked = { features: ["x0", "x2"], targets: ["y0", "y1"] };
    const estimator = labels({ penalty: ridge(0.1), fitIntercept: false });
    const { estimator: found } = await fitFrom(database.table(shared.name), estimator, asked);
    const [X, Y] = shared.memory("logistic") as [number[][], number[][]];
    estimator.fit(X.map((x) => [x[0]!, x[2]!]), Y.map((y) => [y[0]!, y[1]!])); // biome-ignore format: one line
    expect([...found.intercept]).toEqual([0, 0]);
    expect(found.coef.to1DArray()).toBeNear(estimator.coef.to1DArray(), 1e-6);
  });
});

describe("as many queries as points", () => {
  test("one a step beside the first, and a certified end within the tolerance", async () => {
    for (const [kind, estimator] of [
      ["logistic", new MultiTaskClassifier({ penalty: ridge(0.03) })],
      ["poisson", new MultiTaskRegressor({ penalty: ridge(0.03), datafit: poisson() })],
    ] as const) {
      // biome-ignore format: one line
      const seen = watched(database.table(own.name));
      const { estimator: fitted, features } = await fitFrom(
        seen.rows,
        estimator as Fittable,
        own.request(kind),
      );
      const found = fitted as unknown as Fitted;
      expect(seen.sums).toBe(found.nIter + 1);
      expect(found.converged).toBe(true);
      expect(found.dualGap).toBeLessThanOrEqual(1e-6 * found.marks[0]!.objective);
      expect(features.map(({ name }) => name)).toEqual(["x0", "x1", "x2", "x3"]);
    }
    expect(warnings).toEqual([]);
  });

  test("a step that is too long is halved", async () => {
    const rows = database.query("SELECT CAST(i % 10 AS DOUBLE) AS x, CASE WHEN i % 10 = 9 THEN 400 + i % 3 ELSE 0 END AS c FROM range(200) AS t(i)"); // biome-ignore format: one line
    const seen = watched(rows);
    const { estimator } = await fitFrom(seen.rows, new MultiTaskRegressor({ penalty: ridge(1e-3), datafit: poisson() }), { features: ["x"], targets: ["c"] }); // biome-ignore format: one line
    expect(estimator.converged).toBe(true);
    for (const [k, { objective }] of estimator.marks.entries())
      expect(objective).toBeLessThanOrEqual(estimator.marks[Math.max(0, k - 1)]!.objective);
    expect(seen.sums).toBeGreaterThanOrEqual(estimator.nIter + 1);
  });
});

describe("where there is no optimum", () => {
  const plane = "SELECT CAST(i AS DOUBLE) AS x, i % 3 AS z, i > 20 AS y, CASE WHEN i > 20 THEN 0 ELSE 1 + i % 4 END AS c FROM range(41) AS t(i)"; // biome-ignore format: one line

  test("classes that a plane separates, without a penalty: said, and not after ever", async () => {
    const { estimator } = await fitFrom(database.query(plane), new MultiTaskClassifier({ penalty: ridge(0) }), { features: ["x", "z"], targets: ["y"] }); // biome-ignore format: one line
    expect(estimator.converged).toBe(false);
    expect(estimator.nIter).toBeLessThan(60);
    const said = warnings.filter(({ name }) => name === "ConvergenceWarning").map(({ message }) => message);
    expect(said.at(-1)).toMatch(/^slopes vanish while coefficients grow, as where a plane separates classes/);
  });

  test("a penalty gives them one", async () => {
    const { estimator } = await fitFrom(database.query(plane), new MultiTaskClassifier({ penalty: ridge(1e-4) }), { features: ["x", "z"], targets: ["y"] }); // biome-ignore format: one line
    expect(estimator.converged).toBe(true);
    expect(warnings).toEqual([]);
  });

  test("counts that are 0 wherever a feature is there", async () => {
    const rows = database.query(`SELECT CASE WHEN x > 20 THEN 1 ELSE 0 END AS late, z, c FROM (${plane})`);
    const { estimator } = await fitFrom(rows, new MultiTaskRegressor({ penalty: ridge(0), datafit: poisson() }), { features: ["late", "z"], targets: ["c"] }); // biome-ignore format: one line
    expect(estimator.converged).toBe(false);
    expect(warnings.at(-1)!.message).toMatch(/^slopes vanish/);
  });

  test("classes that overlap have one without a penalty", async () => {
    const request = { features: ["x0", "x1"], targets: ["y0"] };
    const { estimator } = await fitFrom(database.table(shared.name), new MultiTaskClassifier({ penalty: ridge(0), tol: 1e-9 }), request); // biome-ignore format: one line
    expect(estimator.converged).toBe(true);
    const [X, Y] = shared.memory("logistic") as [number[][], number[][]];
    const expected = new MultiTaskClassifier({ penalty: ridge(0), tol: 1e-9 }).fit(X.map((x) => [x[0]!, x[1]!]), Y.map((y) => [y[0]!])); // biome-ignore format: one line
    expect(estimator.coef.to1DArray()).toBeNear(expected.coef.to1DArray(), 1e-6);
    expect(warnings.filter(({ name }) => name === "ConvergenceWarning")).toEqual([]);
  });
});
