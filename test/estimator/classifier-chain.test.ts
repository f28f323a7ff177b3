import { expect, test } from "vitest";
import { ClassifierChain, KFold, MultiTaskClassifier } from "../../src/index.ts";
import { ridge } from "../../src/penalty/index.ts";
import oracle from "../oracles/classifier-chains.json" with { type: "json" };
import { matrix } from "./samples.ts";

const X = matrix(17, 3, 1);
const fresh = matrix(5, 3, 4);
const Y = X.map(([a, b, c]) => [a! > 0 ? "yes" : "no", b! > 5 ? "L" : b! > 0 ? "M" : "S", a! + c! > 0]);
const estimator = new MultiTaskClassifier({ penalty: ridge(0.1), tol: 1e-10 });
const alone = (rows: number[][], t: number) =>
  estimator.clone().fit(
    rows,
    Y.map((row) => row[t]!),
  );

test("an earlier task is a column for every class but the first: true ones in training, predicted ones afterwards", () => {
  const first = alone(X, 1);
  const marks = (rows: number[][], sizes: unknown[]) =>
    rows.map((row, i) => [...row, Number(sizes[i] === "M"), Number(sizes[i] === "S")]);
  const second = alone(
    marks(
      X,
      Y.map((row) => row[1]),
    ),
    0,
  );
  const chain = new ClassifierChain({ estimator, order: [1, 0, 2] }).fit(X, Y);
  const wide = marks(fresh, first.predict(fresh).flat());
  expect(chain.predictProba(fresh, { task: 1 })).toEqual(first.predictProba(fresh)[0]);
  expect(chain.predictProba(fresh, { task: 0 })).toEqual(second.predictProba(wide)[0]);
  expect(chain.predict(fresh).map((row) => row[0])).toEqual(second.predict(wide).flat());
  const tasks = [0, 1, 2].map((t) => ({ X, y: Y.map((row) => row[t]!) }));
  expect(new ClassifierChain({ estimator, order: [1, 0, 2] }).fit(tasks).predictProba(fresh)).toEqual(
    chain.predictProba(fresh),
  );
});

test.each(oracle.chains)(
  "probabilities are scikit-learn's: $order, $cv, $randomState",
  ({ order, cv, randomState, found, P }) => {
    const logistic = new MultiTaskClassifier({ penalty: ridge(1 / oracle.C), compat: "sklearn", tol: 1e-14 });
    const chain = new ClassifierChain({
      estimator: logistic,
      order: (order ?? undefined) as number[],
      cv: cv ?? undefined,
      randomState: randomState ?? undefined,
    }).fit(oracle.X, oracle.Y);
    expect(chain.order).toEqual(found);
    for (const t of [0, 1, 2])
      expect(chain.predictProba(oracle.fresh, { task: t }).getColumn(1)).toBeNear(
        P.map((row) => row[t]!),
        1e-6,
      );
  },
);

test("with folds, rows that are weighted 0 or have no label are not split, and a fold without two classes is refused by name", () => {
  const holes = Y.map((row, i) => [i % 5 === 0 ? null : row[0]!, row[2]!]);
  const cv = new KFold({ nSplits: 3 });
  const chain = new ClassifierChain({ estimator, cv }).fit(X, holes);
  const sampleWeight = Y.map((_, i) => [i % 5 === 0 ? 0 : 1, 1]);
  const pair = Y.map((row) => [row[0]!, row[2]!]);
  expect(new ClassifierChain({ estimator, cv }).fit(X, pair, { sampleWeight }).predictProba(fresh)).toEqual(
    chain.predictProba(fresh),
  );
  const sorted = X.map((_, i) => [i < 6 ? "a" : "b", i % 2]);
  expect(() => new ClassifierChain({ estimator, cv: 2 }).fit(X, sorted)).toThrow(
    /^ClassifierChain\.fit cv fold 0 task 0: expected two or more classes to train on, got one$/,
  );
  expect(() => new ClassifierChain({ estimator, cv: 1 })).toThrow(
    /^ClassifierChain\.cv: expected an integer >= 2/,
  );
});

test("where an earlier label is missing, the predicted one stands in", () => {
  const holes = Y.map((row, i) => [i % 4 === 0 ? null : row[0]!, row[1]!, row[2]!]);
  const seen = X.filter((_, i) => i % 4 !== 0);
  const first = estimator.clone().fit(
    seen,
    Y.filter((_, i) => i % 4 !== 0).map((row) => row[0]!),
  );
  const guess = first.predict(X).flat();
  const wide = X.map((row, i) => [...row, Number((holes[i]![0] ?? guess[i]) === "yes")]);
  const chain = new ClassifierChain({ estimator }).fit(X, holes);
  const asked = fresh.map((row, i) => [...row, Number(first.predict(fresh)[i]![0] === "yes")]);
  expect(chain.predictProba(fresh, { task: 1 })).toEqual(alone(wide, 1).predictProba(asked)[0]);
});

test("orders are drawn by a seed, and wrong ones refused", () => {
  const drawn = () => new ClassifierChain({ estimator, order: "random", randomState: 3 }).fit(X, Y).order;
  expect(drawn()).toEqual(drawn());
  expect(() => new ClassifierChain({ estimator, order: [0, 1] }).fit(X, Y)).toThrow(
    /^ClassifierChain\.order: expected 3 tasks, got 2$/,
  );
});
