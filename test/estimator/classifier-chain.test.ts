import { expect, test } from "vitest";
import { ClassifierChain, MultiTaskClassifier } from "../../src/index.ts";
import { ridge } from "../../src/penalty/index.ts";
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
