import { describe, expect, test } from "vitest";
import {
  ClusteringModel,
  MultiTaskKMeans,
  type PolytaskWarning,
  RandomState,
  SharedSubspaceClustering,
  setWarningHandler,
} from "../../src/index.ts";
import { memory } from "../../src/kernel/memory.ts";
import { eigh } from "../../src/matrix/eigen.ts";
import oracle from "../oracles/k-means.json" with { type: "json" };
import { matrix, type Rows } from "./samples.ts";

interface Case {
  readonly title: string;
  readonly nClusters: number;
  readonly init?: Rows;
  readonly nInit?: number;
  readonly randomState?: number;
  readonly labels: number[];
  readonly inertia: number;
  readonly centers: Rows;
  readonly nIter: number;
  readonly predicted: number[];
}

describe("one task against scikit-learn's KMeans", () => {
  test.each(oracle.cases as Case[])("$title", (example) => {
    const { title: _, labels, inertia, centers, nIter, predicted, ...params } = example;
    for (const model of [
      new MultiTaskKMeans({ ...params, alpha: 3 }).fit(oracle.X),
      new SharedSubspaceClustering({ ...params, sharing: 0 }).fit([{ X: oracle.X }]),
    ]) {
      expect(model.labels).toEqual([Int32Array.from(labels)]);
      expect(model.objective).toBeNear(inertia, 1e-12);
      expect(model.clusterCenters[0]!.to1DArray()).toBeNear(centers.flat(), 1e-12);
      expect(model.nIter).toBe(nIter);
      expect(model.predict(oracle.Z)).toEqual([Int32Array.from(predicted)]);
      expect(model.converged).toBe(true);
    }
  });
});

const square = (x: readonly number[], c: readonly number[]): number =>
  x.reduce((sum, value, j) => sum + (value - c[j]!) ** 2, 0);

const mean = (rows: Rows, otherwise: number[]): number[] =>
  rows.length === 0
    ? otherwise
    : rows[0]!.map((_, j) => rows.reduce((sum, x) => sum + x[j]!, 0) / rows.length);

/** All ways to put the rows of the tasks into two clusters. */
function* labellings(tasks: Rows[]): Generator<Rows[][]> {
  const N = tasks.reduce((sum, rows) => sum + rows.length, 0);
  for (let code = 0; code < 2 ** N; code++) {
    let bit = 0;
    yield tasks.map((rows) => {
      const parts: Rows[] = [[], []];
      for (const row of rows) parts[(code >> bit++) & 1]!.push(row);
      return parts;
    });
  }
}

const tasks = [matrix(4, 2, 1), matrix(3, 2, 2), matrix(3, 2, 5)];
const given = tasks.map((X) => ({ X }));

describe("from many starts the least objective of all labellings is found", () => {
  test.each([0, 0.5, 3, 1e6])("MultiTaskKMeans, alpha %d", (alpha) => {
    let least = Infinity;
    for (const parts of labellings(tasks)) {
      // the best centres, by turns until nothing moves: another road than the closed form
      let value = 0;
      for (const c of [0, 1]) {
        const all = parts.flatMap((clusters) => clusters[c]!);
        let shared = mean(all, [0, 0]);
        let own: Rows = [];
        for (let turn = 0; turn < 60; turn++) {
          own = parts.map((clusters) =>
            shared.map((s, j) => {
              const rows = clusters[c]!;
              const sum = rows.reduce((total, x) => total + x[j]!, alpha * s);
              return rows.length + alpha === 0 ? s : sum / (rows.length + alpha);
            }),
          );
          if (alpha < 1e3) shared = mean(own, shared);
        }
        for (const [t, clusters] of parts.entries()) {
          value += clusters[c]!.reduce((sum, x) => sum + square(x, own[t]!), 0);
          value += alpha * square(own[t]!, shared);
        }
      }
      least = Math.min(least, value);
    }
    const model = new MultiTaskKMeans({ nClusters: 2, alpha, nInit: 60, randomState: 0 }).fit(given);
    expect(model.objective).toBeNear(least, 1e-4);
    expect(model.restarts).toHaveLength(60);
    expect(Math.min(...model.restarts.map(({ objective }) => objective))).toBeNear(model.objective, 1e-11);
  });

  test.each([0, 0.3, 0.8, 1])("SharedSubspaceClustering, sharing %d", (sharing) => {
    let least = Infinity;
    for (const parts of labellings(tasks)) {
      let value = 0;
      const scatter = [0, 0, 0, 0];
      for (const c of [0, 1]) {
        const pooled = mean(
          parts.flatMap((clusters) => clusters[c]!),
          [0, 0],
        );
        for (const clusters of parts) {
          const own = mean(clusters[c]!, [0, 0]);
          for (const x of clusters[c]!) {
            value += (1 - sharing) * square(x, own);
            const step = x.map((v, j) => v - pooled[j]!);
            for (let k = 0; k < 4; k++) scatter[k]! += step[k >> 1]! * step[k & 1]!;
          }
        }
      }
      const { values } = eigh({ data: Float64Array.from(scatter), rows: 2, columns: 2 });
      least = Math.min(least, value + sharing * values[0]!);
    }
    const model = new SharedSubspaceClustering({ nClusters: 2, sharing, nInit: 80, randomState: 0 }).fit(
      given,
    );
    // a local search: the best of many starts is the best there is, or nearly so where all weight is on one direction
    expect(model.objective).toBeGreaterThanOrEqual(least - 1e-9);
    if (sharing < 0.5) expect(model.objective).toBeNear(least, 1e-10);
  });
});

/** Tasks with the same clusters in a few features, far apart from each other in the others. */
function alike(T: number, n: number): { tasks: { X: Rows; name: string }[]; truth: number[][] } {
  const random = new RandomState(3);
  const truth = Array.from({ length: T }, () => Array.from({ length: n }, (_, i) => i % 3));
  const tasks = truth.map((labels, t) => ({
    name: `task ${t}`,
    X: labels.map((c) => [
      6 * c + 0.5 * random.randn(),
      (c === 1 ? 5 : 0) + 0.5 * random.randn(),
      9 * random.randn() + 20 * t,
      7 * random.randn() - 15 * t,
    ]),
  }));
  return { tasks, truth };
}

/** Whether two labellings say the same, but for the names of the clusters. */
const agree = (a: ArrayLike<number>, b: readonly number[]): boolean =>
  b.every((label, i) => b.every((other, j) => (label === other) === (a[i] === a[j])));

const makers = {
  MultiTaskKMeans: (params: object) => new MultiTaskKMeans({ nClusters: 3, alpha: 2, ...params }),
  SharedSubspaceClustering: (params: object) =>
    new SharedSubspaceClustering({ nClusters: 3, sharing: 0.9, nComponents: 2, ...params }),
};

test("clusters that show in a shared subspace alone are found there, with the same names in all tasks", () => {
  const { tasks, truth } = alike(3, 31);
  const shared = makers.SharedSubspaceClustering({ sharing: 0.999, nInit: 50, randomState: 0 }).fit(tasks);
  const apart = makers.MultiTaskKMeans({ alpha: 0, nInit: 50, randomState: 0 }).fit(tasks);
  expect(
    agree(
      shared.labels.flatMap((labels) => [...labels]),
      truth.flat(),
    ),
  ).toBe(true);
  expect(
    agree(
      apart.labels.flatMap((labels) => [...labels]),
      truth.flat(),
    ),
  ).toBe(false);
  const W = shared.basis.to2DArray();
  expect(Math.hypot(...W[2]!, ...W[3]!)).toBeLessThan(0.05);
});

test("ties help a task of few rows", () => {
  const random = new RandomState(0);
  const centers = [
    [0, 0],
    [3, 0],
    [0, 3],
  ];
  const draw = (n: number): Rows =>
    Array.from({ length: n }, (_, i) => centers[i % 3]!.map((c) => c + random.randn()));
  const tasks = [90, 90, 7].map((n) => ({ X: draw(n) }));
  const error = (alpha: number): number => {
    const found = makers.MultiTaskKMeans({ alpha, randomState: 0 }).fit(tasks).clusterCenters[2]!.to2DArray();
    return centers.reduce((sum, c) => sum + Math.min(...found.map((other) => square(c, other))), 0);
  };
  expect(error(10)).toBeLessThan(error(0) / 2);
});

describe.each(Object.entries(makers))("%s", (name, make) => {
  const { tasks } = alike(2, 17);

  test("the objective never rises, and no label of the answer can be bettered", () => {
    for (const randomState of [0, 1, 2, 3]) {
      const model = make({ nInit: 1, randomState }).fit(tasks);
      const curve = model.marks.map(({ objective }) => objective);
      for (const [k, value] of curve.slice(1).entries())
        expect(value).toBeLessThanOrEqual(curve[k]! * (1 + 1e-12));
      expect(model.converged).toBe(true);
      expect(model.predict(tasks)).toEqual(model.labels);
      expect(model.restarts).toEqual([{ objective: model.objective, nIter: model.nIter, converged: true }]);
    }
  });

  test("the same seed gives the same answer, asynchronously too; inputs stay as they are", async () => {
    const before = structuredClone(tasks);
    const model = make({ randomState: 5 }).fit(tasks);
    const late = make({ randomState: 5 }).fitAsync(tasks);
    for (const answer of [make({ randomState: 5 }).fit(tasks), await late, model.clone().fit(tasks)]) {
      expect(answer.labels).toEqual(model.labels);
      expect(answer.model.describe().centers).toEqual(model.model.describe().centers);
    }
    expect(tasks).toEqual(before);
  });

  test("survives JSON", () => {
    const { model } = make({ randomState: 0 }).fit(tasks);
    const again = ClusteringModel.from(JSON.parse(JSON.stringify(model)));
    expect(again).toEqual(model);
    const X = { data: Float64Array.from(matrix(6, 4, 3).flat()), rows: 6, columns: 4 };
    expect(again.applyTask(1, X)).toEqual(model.applyTask(1, X));
  });

  test("copies of rows, constant rows, tasks of one row and clusters without rows stay finite", () => {
    const same = Array.from({ length: 7 }, () => [1, 2, 3, 4]);
    for (const rows of [[same], [same, [[1, 2, 3, 4]]], [matrix(5, 4, 1), [[0, 0, 0, 0]]]]) {
      const model = make({ randomState: 0 }).fit(rows.map((X) => ({ X })));
      expect(model.converged).toBe(true);
      for (const centers of model.clusterCenters) for (const c of centers.to1DArray()) expect(c).toBeFinite();
    }
  });

  test("predictions come in all forms", () => {
    const model = make({ randomState: 0 }).fit(tasks);
    const X = matrix(6, 4, 3);
    const both = model.predict(X);
    expect(both).toHaveLength(2);
    expect(model.predict(X, { task: "task 1" })).toEqual(both[1]);
    expect(model.predict([{ X, name: "task 1" }])).toEqual([both[1]]);
  });

  test("a run that is cut short says so; one that is stopped leaves nothing, and gives its memory back", () => {
    const heard: PolytaskWarning[] = [];
    const before = setWarningHandler((warning) => void heard.push(warning));
    const model = make({ maxIter: 1, randomState: 0 }).fit(tasks);
    setWarningHandler(before);
    expect(model.converged).toBe(false);
    expect(heard.map(({ owner }) => owner)).toEqual([name]);
    make({ randomState: 0 }).fit(tasks);
    const size = memory.buffer.byteLength;
    for (let k = 0; k < 200; k++) {
      const stopped = make({});
      expect(() => stopped.fit(tasks, { onProgress: () => false })).toThrow(
        /stopped before there was a result/,
      );
      expect(() => stopped.labels).toThrow(/call fit first/);
    }
    expect(memory.buffer.byteLength).toBe(size);
  });

  test("a signal stops it", async () => {
    const halfway = new AbortController();
    const late = make({}).fitAsync(tasks, { signal: halfway.signal, onProgress: () => halfway.abort() });
    await expect(late).rejects.toThrow(/abort/i);
  });

  test("what does not fit gets one clear sentence", () => {
    const X = matrix(5, 4, 1);
    const refused: [() => unknown, RegExp][] = [
      [() => make({}).fit([]), /fit X: expected at least one row, got none$/],
      [
        () => make({}).fit([{ X }, { x: X } as never]),
        /fit task 1: expected an object with X, got an object with x$/,
      ],
      [
        () => make({}).fit([{ X: [[1, NaN]] }]),
        /fit task 0 X row 0, column 1: expected a finite number, got NaN$/,
      ],
      [
        () => make({}).fit([{ X }, { X: [[1]] }]),
        /fit task 1 X: expected 4 columns, as in the first task, got 1$/,
      ],
      [
        () => make({}).fit([{ X: X.slice(0, 2) }]),
        /fit X: expected at least nClusters = 3 rows in all, got 2$/,
      ],
      [
        () => make({}).fit([{ X }], { onProgress: 1 } as never),
        /fit onProgress: expected a function, got 1$/,
      ],
      [() => make({}).fit([{ X }], { y: 1 } as never), /fit: has no option y; it has onProgress$/],
      [
        () => make({ init: [[1, 2]] }).fit([{ X }]),
        /\.init: expected 3 x 4 numbers, one row a cluster, got 1 x 2$/,
      ],
      [() => make({ init: [[1, NaN]] }), /\.init row 0, column 1: expected a finite number, got NaN$/],
      [
        () => make({ init: "random" }),
        /\.init: expected "k-means\+\+" or a matrix of centres, k x p, got "random"$/,
      ],
      [() => make({ nClusters: 0 }), /\.nClusters: expected an integer >= 1, got 0$/],
      [() => make({ randomState: -1 }), /\.randomState: expected an integer from 0 to/],
      [
        () => make({}).fit([{ X: [[1e200], [0], [1]] }]),
        /fit X: expected numbers whose squares can be summed/,
      ],
      [() => make({}).fit([{ X, name: "a" }, { X }]), /task 1\.name: expected a name/],
    ];
    for (const [ask, sentence] of refused) {
      expect(ask).toThrow(sentence);
      expect(ask).toThrow(new RegExp(`^${name}\\.`));
    }
    expect(() => make({}).predict([[1, 2, 3, 4]])).toThrow(/call fit first/);
    const fitted = make({}).fit(tasks);
    expect(() => fitted.predict([[1]])).toThrow(/predict X: expected 4 columns, as in fit, got 1$/);
    expect(() => fitted.predict([[1, 2, 3, 4]], { task: "x" })).toThrow(/or one of task 0, task 1, got "x"$/);
  });
});

test("a subspace of more dimensions than features is refused", () => {
  expect(() => new SharedSubspaceClustering({ nComponents: 3, nClusters: 2 }).fit(given)).toThrow(
    /^SharedSubspaceClustering\.nComponents: expected at most p = 2, got 3$/,
  );
});

test("what is no description is refused", () => {
  const good = new SharedSubspaceClustering({ nClusters: 2, randomState: 0 }).fit(given).model.describe();
  const from = (changes: object) => () => ClusteringModel.from({ ...good, ...changes });
  expect(from({ kind: "x" })).toThrow(/of kind "Clustering", got "x"$/);
  expect(from({ version: 2 })).toThrow(/version: expected 1, the newest/);
  expect(from({ k: 0 })).toThrow(/from k: expected a count >= 1, got 0$/);
  expect(from({ centers: [] })).toThrow(/centers: expected 3 lists, got an empty array$/);
  expect(from({ shared: [1] })).toThrow(/shared: expected 2 x 2 numbers, got 1$/);
  expect(from({ shared: [1, 2, 3, "4"] })).toThrow(/shared: expected finite numbers, got "4"$/);
  expect(from({ subspace: { sharing: 2, basis: [1, 2] } })).toThrow(/subspace: expected a basis of p rows/);
  expect(from({ runs: 1 })).toThrow(/expected runs, marks and converged/);
});
