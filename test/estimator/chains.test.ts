import { expect, test } from "vitest";
import {
  EnsembleOfRegressorChains,
  KFold,
  MultiOutputRidge,
  RegressorChain,
  StackedSingleTarget,
} from "../../src/index.ts";
import oracle from "../oracles/chains.json" with { type: "json" };

const { X, Y, fresh, alpha } = oracle;
const estimator = new MultiOutputRidge({ alpha });

test.each(oracle.chains)(
  "RegressorChain equals scikit-learn's: $order, $cv, $randomState",
  ({ order, cv, randomState, found, P }) => {
    const params = {
      estimator,
      order: (order ?? undefined) as number[],
      cv: cv ?? undefined,
      randomState: randomState ?? undefined,
    };
    const chain = new RegressorChain(params).fit(X, Y);
    expect(chain.order).toEqual(found);
    expect(chain.predict(fresh).to1DArray()).toBeNear(P.flat(), 1e-9);
    for (const t of [0, 1, 2])
      expect(chain.predict(fresh, { task: t })).toBeNear(
        P.map((row) => row[t]!),
        1e-9,
      );
  },
);

test.each(oracle.stacked)("StackedSingleTarget, $source, equals stages by hand", ({ source, cv, P }) => {
  const stacked = new StackedSingleTarget({ estimator, source: source as "cv", cv }).fit(X, Y);
  expect(stacked.predict(fresh).to1DArray()).toBeNear(P.flat(), 1e-9);
});

test.each(oracle.ensemble)(
  "EnsembleOfRegressorChains, $source, is the mean of all orders",
  ({ source, cv, P }) => {
    const all = new EnsembleOfRegressorChains({ estimator, source: source as "cv", cv }).fit(X, Y);
    expect(all.orders).toHaveLength(6);
    expect(all.predict(fresh).to1DArray()).toBeNear(P.flat(), 1e-9);
    const some = new EnsembleOfRegressorChains({ estimator, nChains: 4, cv: 3, randomState: 1 }).fit(X, Y);
    expect(new Set(some.orders.map(String)).size).toBe(4);
  },
);

test("where an earlier target is missing, what its model predicts stands in for it", () => {
  const missing = Y.map((row, i) => (i % 3 === 0 ? [NaN, row[1]!, row[2]!] : row));
  const first = new MultiOutputRidge({ alpha }).fit(
    X,
    missing.map((row) => row[0]!),
  );
  const guess = first.predict(X).to1DArray();
  const filled = X.map((row, i) => [...row, Number.isNaN(missing[i]![0]!) ? guess[i]! : missing[i]![0]!]);
  const second = new MultiOutputRidge({ alpha }).fit(
    filled,
    Y.map((row) => row[1]!),
  );
  const wide = fresh.map((row, i) => [...row, first.predict(fresh).get(i, 0)]);
  const chain = new RegressorChain({ estimator }).fit(X, missing);
  expect(chain.predict(fresh, { task: 1 })).toBeNear(second.predict(wide).to1DArray(), 1e-12);
  const weights = missing.map((row) => row.map((value) => Number(!Number.isNaN(value))));
  expect(new RegressorChain({ estimator }).fit(X, Y, { sampleWeight: weights }).predict(fresh)).toEqual(
    chain.predict(fresh),
  );
});

test("tasks with rows of their own: predictions stand for all earlier targets", () => {
  const tasks = [
    { X: X.slice(0, 9), y: Y.slice(0, 9).map((row) => row[0]!) },
    { X: X.slice(5), y: Y.slice(5).map((row) => row[1]!) },
  ];
  const first = new MultiOutputRidge({ alpha }).fit(tasks[0]!.X, tasks[0]!.y);
  const widen = (rows: number[][]) => rows.map((row, i) => [...row, first.predict(rows).get(i, 0)]);
  const second = new MultiOutputRidge({ alpha }).fit(widen(tasks[1]!.X), tasks[1]!.y);
  const chain = new RegressorChain({ estimator }).fit(tasks);
  expect(chain.predict(fresh, { task: 1 })).toBeNear(second.predict(widen(fresh)).to1DArray(), 1e-12);
});

test("takes any splitter, reaches into its parts, and says no in one sentence", () => {
  const folds = new RegressorChain({ estimator, cv: new KFold({ nSplits: 4 }), order: [2, 0, 1] }).fit(X, Y);
  expect(folds.predict(fresh)).toEqual(
    new RegressorChain({ estimator, cv: 4, order: [2, 0, 1] }).fit(X, Y).predict(fresh),
  );
  expect(folds.setParams({ estimator__alpha: 9 }).getParams({ deep: true })).toMatchObject({
    estimator__alpha: 9,
  });
  expect(() => new RegressorChain({ estimator, order: [0, 1] }).fit(X, Y)).toThrow(
    /^RegressorChain\.order: expected 3 tasks, got 2$/,
  );
  expect(() => new StackedSingleTarget({ estimator, cv: 18 }).fit(X, Y)).toThrow(
    /^KFold\.split: expected at least 18 rows, one a fold, got 17$/,
  );
});
