import { existsSync } from "node:fs";
import { MultivariateLinearRegression } from "ml-regression";
import { describe, expect, test } from "vitest";
import { loadEnergy, makeBuildingLoads } from "../../src/data/index.ts";
import {
  MultiOutputRegressor,
  MultiOutputRidge,
  meanSquaredError,
  mlRegression,
  r2Score,
  trainTestSplit,
} from "../../src/index.ts";
import oracle from "../oracles/ridge.json" with { type: "json" };

const folder = "../shared/data";
const there = existsSync(`${folder}/energy-efficiency.csv`);
if (!there)
  console.warn(`the energy example against scikit-learn is skipped: no ${folder}/energy-efficiency.csv`);

describe.skipIf(!there)("the energy example", async () => {
  // what is described is looked at even where it is skipped
  const { X, Y, simulated } = there ? await loadEnergy({ cacheDir: folder }) : makeBuildingLoads();
  const [train, test1, trainY, testY] = trainTestSplit(X, Y, { testSize: 0.2, randomState: 42 });
  const { energy } = oracle;

  test("is read from the published table", () => {
    expect(simulated).toBe(false);
    expect([X.rows, train.rows, test1.rows]).toEqual([768, 614, 154]);
  });

  test("gives scikit-learn's numbers to 1e-9, all targets at once and one copy a target", () => {
    const together = new MultiOutputRidge({ alpha: 1 }).fit(train, trainY);
    const apart = new MultiOutputRegressor({ estimator: new MultiOutputRidge({ alpha: 1 }) }).fit(
      train,
      trainY,
    );
    for (const model of [together, apart]) {
      const P = model.predict(test1);
      expect(meanSquaredError(testY, P)).toBeNear(9.999378008690957, 1e-9);
      expect(meanSquaredError(testY, P, { multioutput: "rawValues" })).toBeNear(energy.mses, 1e-9);
      expect(r2Score(testY, P, { multioutput: "rawValues" })).toBeNear(energy.r2s, 1e-9);
    }
    expect(together.coef.to1DArray()).toBeNear(energy.coef.flat(), 1e-9);
    expect(together.intercept).toBeNear(energy.intercept, 1e-9);
    expect(together.converged).toBe(true);
  });

  test("runs with a class of ml-regression, whose least squares ours without penalty equal", () => {
    const columns = [0, 2, 3, 4, 5, 6, 7]; // X2 = X3 + 2 X4: without it the features are independent
    const take = ({ data, rows }: typeof X) =>
      Array.from({ length: rows }, (_, i) => columns.map((j) => data[i * 8 + j]!));
    const theirs = new MultiOutputRegressor({ estimator: mlRegression(MultivariateLinearRegression) }).fit(
      take(train),
      trainY,
    );
    const ours = new MultiOutputRidge({ alpha: 0 }).fit(take(train), trainY);
    expect(theirs.predict(take(test1)).to1DArray()).toBeNear(ours.predict(take(test1)).to1DArray(), 1e-8);
    expect(theirs.score(take(test1), testY)).toBeNear(ours.score(take(test1), testY), 1e-8);
  });
});
