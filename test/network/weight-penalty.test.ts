import { describe, expect, test } from "vitest";
import { MultiTaskRegressor, RandomState } from "../../src/index.ts";
import {
  classification,
  cosine,
  customizedGates,
  MultiTaskNetwork,
  mixtureOfExperts,
  ownTrunks,
  regression,
  sgd,
  type Trunk,
} from "../../src/network/index.ts";
import {
  elasticNet,
  l1,
  l21,
  meanRegularized,
  type Penalty,
  ridge,
  temporal,
  traceNorm,
} from "../../src/penalty/index.ts";

const [n, p, T] = [61, 5, 3];
const random = new RandomState(9);
const X = Array.from({ length: n }, () => Array.from({ length: p }, () => random.randn()));
const Y = X.map(([a, b, c]) => [a! + b!, a! - b! / 2, a! + 0.1 * c!].map((y) => y + 0.1 * random.randn()));
const targets = Object.fromEntries([0, 1, 2].map((t) => [`y${t}`, Y.map((y) => y[t]!)]));
const tasks = Object.fromEntries([0, 1, 2].map((t) => [`y${t}`, regression()]));

describe("a network without hidden layers is the regressor with that penalty", () => {
  const all: [string, Penalty][] = [
    ["l1", l1(0.1)],
    ["l21", l21(0.2)],
    ["ridge", ridge(0.5)],
    ["elasticNet", elasticNet(0.3, 0.5)],
    ["meanRegularized", meanRegularized(2)],
    ["temporal", temporal(0.7, 0.05)],
    ["traceNorm", traceNorm(0.3)],
  ];
  test.each(all)("%s", (_, penalty) => {
    const network = new MultiTaskNetwork({
      ...{ hidden: [], tasks, penalties: { heads: penalty }, batchSize: n, epochs: 600, randomState: 0 },
      optimizer: sgd({ lr: 0.3 }),
    }).fit(X, targets);
    const { coef } = new MultiTaskRegressor({ penalty, tol: 1e-10 }).fit(X, Y);
    const weights = network.model.describe().weights.slice(0, p * T); // outputs x inputs
    const want = Array.from({ length: p * T }, (_, k) => coef.get(k % p, Math.floor(k / p)));
    expect(weights).toBeNear(want, 2e-5);
    for (const [k, w] of want.entries()) if (w === 0) expect(weights[k]).toBeNear(0, 1e-12);
    const flat = Float64Array.from({ length: p * T }, (_, k) => weights[(k % T) * p + Math.floor(k / T)]!);
    expect(network.history.at(-1)!.penalty).toBeNear(penalty.value(flat, { p, T }), 1e-9);
    expect(network.history.at(-1)!.penalty).toBeGreaterThan(0);
  });
});

test("l21 on the features leaves out those that no task needs, exactly", () => {
  const network = new MultiTaskNetwork({
    ...{ hidden: [12], tasks, penalties: { features: l21(0.05) }, epochs: 300, batchSize: n, randomState: 0 },
    optimizer: sgd({ lr: cosine(0.2) }),
  }).fit(X, targets);
  const { weights } = network.model.describe();
  const used = [0, 1, 2, 3, 4].map((j) => weights.slice(0, 12 * p).some((w, k) => k % p === j && w !== 0));
  expect(used).toEqual([true, true, true, false, false]); // the third counts for one task, a little
  expect(Math.min(...Object.values(network.score(X, targets)))).toBeGreaterThan(0.9);
});

test("soft sharing: the tasks' own first layers come together as the penalty grows", () => {
  const spread = (penalties: object): number => {
    const network = new MultiTaskNetwork({
      ...{ inputs: "own" as const, hidden: [6], tasks, penalties, epochs: 60, randomState: 0 },
      optimizer: sgd({ lr: 0.05, momentum: 0.9 }),
    }).fit(Object.fromEntries(Object.entries(targets).map(([name, y]) => [name, { X, y }])));
    const { weights } = network.model.describe();
    let sum = 0;
    for (let o = 0; o < 6; o++)
      for (let j = 0; j < p; j++) {
        const own = [0, 1, 2].map((t) => weights[o * 3 * p + t * p + j]!);
        const mean = (own[0]! + own[1]! + own[2]!) / 3;
        sum += own.reduce((total, w) => total + (w - mean) ** 2, 0);
      }
    return Math.sqrt(sum);
  };
  const [free, some, much] = [0, 0.1, 100].map((alpha) => spread({ adapters: meanRegularized(alpha) }));
  expect(some).toBeLessThan(0.8 * free!);
  expect(much).toBeLessThan(0.01 * free!);
  expect(spread({ adapters: traceNorm(0.05) })).toBeLessThan(free!);
});

describe("soft sharing of all layers: a trunk per task", () => {
  const own = { hidden: [6, 4], trunk: ownTrunks(), tasks, batchSize: n, randomState: 0 };

  /** How far the tasks' matrices are from their mean, layer by layer. */
  const spreads = (changes: object, widths: readonly number[]): number[] => {
    const network = new MultiTaskNetwork({
      ...{ ...own, epochs: 60, optimizer: sgd({ lr: 0.05, momentum: 0.9 }) },
      ...changes,
    }).fit(X, targets);
    const { weights } = network.model.describe();
    const each = widths.slice(1).reduce((sum, width, l) => sum + width * widths[l]!, 0);
    let first = 0;
    return widths.slice(1).map((width, l) => {
      const size = width * widths[l]!;
      let sum = 0;
      for (let k = first; k < first + size; k++) {
        const all = [0, 1, 2].map((t) => weights[t * each + k]!);
        sum += all.reduce((total, w) => total + (w - (all[0]! + all[1]! + all[2]!) / 3) ** 2, 0);
      }
      first += size;
      return Math.sqrt(sum);
    });
  };

  test("every layer's weights come together as the penalty grows", () => {
    const [free, some, much] = [0, 0.1, 100].map((alpha) =>
      spreads({ penalties: { trunks: meanRegularized(alpha) } }, [p, 6, 4]),
    );
    for (const l of [0, 1]) {
      expect(some![l]).toBeLessThan(0.9 * free![l]!);
      expect(much![l]).toBeLessThan(0.05 * free![l]!);
    }
  });

  test("the penalty is what it says of every layer's matrix, a task a column", () => {
    for (const penalty of [meanRegularized(0.3), traceNorm(0.05)]) {
      const network = new MultiTaskNetwork({ ...own, epochs: 5, penalties: { trunks: penalty } }).fit(
        X,
        targets,
      );
      const { weights } = network.model.describe();
      const each = 6 * p + 4 * 6;
      const layers = [
        { first: 0, size: 6 * p },
        { first: 6 * p, size: 4 * 6 },
      ];
      const want = layers.reduce((sum, { first, size }) => {
        const W = Float64Array.from(
          { length: size * T },
          (_, k) => weights[(k % T) * each + first + Math.floor(k / T)]!,
        );
        return sum + penalty.value(W, { p: size, T });
      }, 0);
      expect(network.history.at(-1)!.penalty).toBeNear(want, 1e-9);
    }
  });

  test("with inputs of their own the first layer is penalised in the tasks' own columns, and not at all where they differ", () => {
    const tables = (widths: readonly number[]) =>
      Object.fromEntries(
        Object.entries(targets).map(([name, y], t) => [name, { X: X.map((x) => x.slice(0, widths[t])), y }]),
      );
    const go = (widths: readonly number[], alpha: number, adapters: readonly number[] = []) =>
      new MultiTaskNetwork({
        ...{ ...own, inputs: "own", adapters, epochs: 20, penalties: { trunks: meanRegularized(alpha) } },
        optimizer: sgd({ lr: 0.05 }),
      })
        .fit(tables(widths))
        .history.at(-1)!.penalty!;
    expect(go([4, 4, 4], 1)).toBeGreaterThan(go([4, 4, 4], 1e-9));
    expect(go([3, 4, 5], 1)).toBeGreaterThan(0);
    expect(go([3, 4, 5], 1, [7])).toBeGreaterThan(0);
  });

  test("the customised gates' own experts can be shared softly too; trunks that are shared cannot", () => {
    const go = (trunk: Trunk) =>
      new MultiTaskNetwork({ ...own, trunk, epochs: 2, penalties: { trunks: traceNorm(0.01) } }).fit(
        X,
        targets,
      );
    expect(go(customizedGates()).history.at(-1)!.penalty).toBeGreaterThan(0);
    expect(() => go(mixtureOfExperts())).toThrow(
      "MultiTaskNetwork.fit penalties.trunks: expected hidden layers of every task's own, as ownTrunks has, got none",
    );
  });

  test("l21 on the features reaches all that reads them: experts and gates", () => {
    const trunk = mixtureOfExperts({ experts: 2 });
    const network = new MultiTaskNetwork({
      ...{ ...own, hidden: [6], trunk, epochs: 300, penalties: { features: l21(0.05) } },
      optimizer: sgd({ lr: cosine(0.2) }),
    }).fit(X, targets);
    const { weights } = network.model.describe();
    const reading = 2 * 6 * p + T * 2 * p; // two experts and three gates, before the heads
    const used = [0, 1, 2, 3, 4].map((j) => weights.slice(0, reading).some((w, k) => k % p === j && w !== 0));
    expect(used).toEqual([true, true, true, false, false]);
    expect(Math.min(...Object.values(network.score(X, targets)))).toBeGreaterThan(0.9);
  });
});

test("resume goes on bit for bit", () => {
  const params = {
    tasks,
    hidden: [4],
    penalties: { features: l21(0.1), heads: traceNorm(0.1) },
    randomState: 1,
  };
  const all = new MultiTaskNetwork({ ...params, epochs: 4 }).fit(X, targets);
  const half = new MultiTaskNetwork({ ...params, epochs: 2 }).fit(X, targets);
  const rest = new MultiTaskNetwork({ ...params, epochs: 4 }).fit(X, targets, { resume: half.state });
  expect(rest.state).toEqual(all.state);
});

test("what cannot be penalised so is refused before any work", () => {
  const go =
    (penalties: object, changes: object = {}) =>
    () =>
      new MultiTaskNetwork({ hidden: [4], tasks, penalties, ...changes }).fit(X, targets);
  expect(go({ trunk: l1(1) })).toThrow("MultiTaskNetwork.penalties: expected a record of penalties");
  expect(go({ features: meanRegularized(1) })).toThrow(
    "MultiTaskNetwork.fit penalties.features: expected a column a task, as meanRegularized asks for, got 4 columns",
  );
  expect(go({ adapters: meanRegularized(1) })).toThrow(
    "MultiTaskNetwork.fit penalties.adapters: expected inputs of their own, equally wide, got shared ones",
  );
  const kinds = { kind: classification(), y: regression() };
  expect(() =>
    new MultiTaskNetwork({ tasks: kinds, penalties: { heads: temporal(1, 1) } }).fit(X, {
      kind: X.map((_, i) => i % 3),
      y: targets["y0"]!,
    }),
  ).toThrow("penalties.heads: expected a column a task");
});
