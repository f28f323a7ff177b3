import { describe, expect, test } from "vitest";
import {
  decompose,
  graph,
  l1,
  meanRegularized,
  type Penalty,
  ridge,
  sum,
  type TaskRelations,
} from "../../src/penalty/index.ts";
import { scaled } from "../../src/penalty/scaled.ts";
import "../near.ts";

const shape = { p: 2, T: 4 };
const W = Float64Array.of(3, -4, 0, 2, -1, 5, 0, 1.5);
const edges = [[0, 1], [3, 1, 0.5], [2, 3, 2]] as const; // biome-ignore format: a list
const adjacency = [
  [0, 1, 0, 0],
  [1, 0, 0, 0.5],
  [0, 0, 0, 2],
  [0, 0.5, 2, 0],
];
const laplacian = adjacency.map((row, s) =>
  row.map((a, t) => (s === t ? row.reduce((total, b) => total + b, 0) : -a)),
);

/** W (I + step L)⁻¹ by Gaussian elimination, for what must be the same by another road. */
function dense(V: Float64Array, L: readonly (readonly number[])[], step: number): number[] {
  const T = L.length;
  const out: number[] = [];
  for (let from = 0; from < V.length; from += T) {
    const A = L.map((row, s) => [...row.map((a, t) => step * a + (s === t ? 1 : 0)), V[from + s]!]);
    for (let k = 0; k < T; k++) {
      for (let i = 0; i < T; i++) {
        if (i === k) continue;
        const by = A[i]![k]! / A[k]![k]!;
        for (let j = k; j <= T; j++) A[i]![j]! -= by * A[k]![j]!;
      }
    }
    out.push(...A.map((row, s) => row[T]! / row[s]!));
  }
  return out;
}

describe("graph", () => {
  test("is the same by edges, adjacency and Laplacian", () => {
    const value = 1.5 * ((3 + 4) ** 2 + 0.5 * (2 + 4) ** 2 + 2 * 4 + 36 + 0.5 * 3.5 ** 2 + 2 * 1.5 ** 2);
    for (const relations of [edges, { edges }, { adjacency }, { laplacian }] as TaskRelations[]) {
      const penalty = graph(relations, 3);
      expect(penalty.value(W, shape)).toBeNear(value, 1e-15);
      const V = W.slice();
      penalty.prox!(V, 0.7, shape);
      expect(V).toBeNear(dense(W, laplacian, 2.1), 1e-14);
    }
  });

  test("by name is the same by number, in the order of the tasks, wherever it stands", () => {
    const taskNames = ["d", "a", "c", "b"];
    const named = graph([["a", "d"], ["b", "a", 0.5], ["c", "b", 2]], 3); // biome-ignore format: a list
    const number = graph(edges, 3);
    for (const wrap of [
      (penalty: Penalty) => penalty,
      (penalty: Penalty) => sum(ridge(0.5), penalty),
      (penalty: Penalty) => sum(l1(2), sum(penalty, ridge(0.5))),
      (penalty: Penalty) => scaled(sum(penalty, ridge(1)), { norm: 2, square: 3 }),
    ]) {
      const waits = wrap(named);
      waits.check!({ ...shape, taskNames });
      expect(waits.among!(taskNames).value(W, shape)).toBe(wrap(number).value(W, shape));
      expect(() => waits.value(W, shape)).toThrow(/expected to be asked by a fit/);
      expect(() => waits.check!(shape)).toThrow(
        'graph.edges: expected tasks by number where they have no names, got "a"',
      );
      expect(() => waits.check!({ ...shape, taskNames: ["a", "b", "d", "e"] })).toThrow(
        'graph.edges: expected a task among a, b, d, e, got "c"',
      );
    }
  });

  test("a step that is huge leaves the means of what hangs together, to the last digits", () => {
    const V = Float64Array.of(1, 2, 4, 8, 5);
    graph([[0, 2], [2, 3], [1, 4]], 1).prox!(V, 1e300, { p: 1, T: 5 }); // biome-ignore format: a list
    expect(V).toBeNear([13 / 3, 3.5, 13 / 3, 13 / 3, 3.5], 1e-15);
    meanRegularized(1).prox!(V, 1e300, { p: 1, T: 5 });
    expect(V).toBeNear([4, 4, 4, 4, 4], 1e-15);
  });

  test("two thousand tasks are edges, not a matrix", () => {
    const T = 2000;
    const chain = graph(
      Array.from({ length: T - 1 }, (_, t) => [t, t + 1] as const),
      1,
    );
    const V = Float64Array.from({ length: T }, (_, t) => (t % 7) - 3);
    const kept = V.slice();
    chain.prox!(V, 0.5, { p: 1, T });
    for (const t of [1, 700, 1998]) {
      expect(V[t]! + 0.5 * (2 * V[t]! - V[t - 1]! - V[t + 1]!)).toBeNear(kept[t]!, 1e-13);
    }
  });

  test("the conjugate is Infinity where a part of the tasks has not the sum 0", () => {
    const pairs = graph([[0, 1], [2, 3]], 2); // biome-ignore format: a list
    expect(pairs.conjugate!(Float64Array.of(1, -1, 3, -3), { p: 1, T: 4 })).toBeNear(1 / 4 + 9 / 4, 1e-15);
    expect(pairs.conjugate!(Float64Array.of(1, 3, -1, -3), { p: 1, T: 4 })).toBe(Infinity);
    expect(meanRegularized(2).conjugate!(Float64Array.of(1, 3, -1, -3), { p: 1, T: 4 })).toBeNear(5, 1e-15);
    expect(meanRegularized(2).conjugate!(Float64Array.of(1, 3, -1, 3), { p: 1, T: 4 })).toBe(Infinity);
  });

  test("knows shapes that it does not fit", () => {
    expect(() => graph({ adjacency }, 1).check!({ p: 2, T: 5 })).toThrow(
      "graph: expected 5 x 5 numbers, one a pair of tasks, got 4 x 4",
    );
    expect(() => sum(l1(1), graph(edges, 1)).check!({ p: 2, T: 3 })).toThrow(
      "graph edges: expected tasks from 0 to 2, got 3",
    );
  });
});

test("a sum of couplings is one coupling", () => {
  const both = sum(graph(edges, 3), graph([[1, 3, 4], [0, 2]], 2)); // biome-ignore format: a list
  const one = graph([[0, 1, 3], [3, 1, 9.5], [2, 3, 6], [0, 2, 2]], 1); // biome-ignore format: a list
  expect(both.value(W, shape)).toBeNear(one.value(W, shape), 1e-15);
  expect(sum(graph(edges, 3), graph(edges, 2)).coupling.form.strength).toBe(5);
  expect(sum(meanRegularized(3), meanRegularized(2)).coupling.form.mean).toBe(5);
  const all = graph({ adjacency: adjacency.map((row, s) => row.map((_, t) => (s === t ? 0 : 1 / 4))) }, 3);
  expect(all.value(W, shape)).toBeNear(meanRegularized(3).value(W, shape), 1e-14);
});

test("beside a norm there is no prox, but there are parts", () => {
  const penalty = sum(l1(2), sum(graph(edges, 3), ridge(0.5)));
  expect(penalty.prox ?? penalty.conjugate).toBe(undefined);
  expect(penalty.coupling.rest!.parameters).toEqual({ alpha: 2 });
  expect(penalty.ridge!.alpha).toBe(0.5);
  const parts = l1(2).value(W, shape) + graph(edges, 3).value(W, shape) + ridge(0.5).value(W, shape);
  expect(penalty.value(W, shape)).toBeNear(parts, 1e-15);
});

test.each<[unknown, string]>([
  [undefined, "graph: expected edges, { edges }, { adjacency } or { laplacian }, got undefined"],
  [
    { adjacency, laplacian },
    "graph: expected edges, { edges }, { adjacency } or { laplacian }, got an object with adjacency, laplacian",
  ],
  [{ matrix: adjacency }, "graph: has no option matrix; it has edges, adjacency, laplacian"],
  [{ edges: 3 }, "graph.edges: expected a list of [s, t] or [s, t, weight], got 3"],
  [[[0, 1], [1]], "graph.edges 1: expected [s, t] or [s, t, weight], got an array of 1"],
  [
    [
      [0, 1],
      [1, 1.5],
    ],
    "graph.edges 1: expected tasks by number, 0 or more, or all by name, got 1.5",
  ],
  [[[0, -1]], "graph.edges 0: expected tasks by number, 0 or more, or all by name, got -1"],
  [
    [
      ["a", "b"],
      ["a", 1],
    ],
    "graph.edges 1: expected tasks by name, as in edge 0, got 1",
  ],
  [[[0, 1, -2]], "graph.edges 0: expected a finite weight >= 0, got -2"],
  [[[0, 1, Infinity]], "graph.edges 0: expected a finite weight >= 0, got Infinity"],
  [[[0, 1, NaN]], "graph.edges 0: expected a finite weight >= 0, got NaN"],
  [[[2, 2]], "graph.edges 0: expected two tasks, got 2 and itself"],
  [[["a", "a"]], "graph.edges 0: expected two tasks, got a and itself"],
  [
    [
      [0, 1],
      [1, 0, 3],
    ],
    "graph.edges 1: expected a pair that has not come before, got 1 and 0 again",
  ],
  [{ adjacency: [[0, 1]] }, "graph.adjacency: expected as many columns as rows, got 1 x 2"],
  [
    {
      adjacency: [
        [0, 1],
        [2, 0],
      ],
    },
    "graph.adjacency row 0, column 1: expected 2, as its mirror image, got 1",
  ],
  [
    {
      adjacency: [
        [0, -1],
        [-1, 0],
      ],
    },
    "graph.adjacency row 0, column 1: expected a weight >= 0, got -1",
  ],
  [
    {
      adjacency: [
        [1, 0],
        [0, 0],
      ],
    },
    "graph.adjacency row 0, column 0: expected 0, as no task is its own neighbour, got 1",
  ],
  [
    {
      adjacency: [
        [0, NaN],
        [NaN, 0],
      ],
    },
    "graph.adjacency row 0, column 1: expected a finite number, got NaN",
  ],
  [
    {
      laplacian: [
        [1, 1],
        [1, 1],
      ],
    },
    "graph.laplacian row 0, column 1: expected a number <= 0 beside the diagonal, got 1",
  ],
  [
    {
      laplacian: [
        [1, -1],
        [-1, 2],
      ],
    },
    "graph.laplacian row 1: expected numbers that add up to 0, got 1",
  ],
])("refuses in one sentence: %#", (wrong, sentence) => {
  expect(() => graph(wrong as TaskRelations, 1)).toThrow(
    expect.objectContaining({ name: "PolytaskError", message: expect.stringContaining(sentence) }),
  );
});

test("a decomposition has no place for it", () => {
  expect(() => decompose(l1(1), meanRegularized(1))).toThrow(
    "decompose: expected two penalties without a square between tasks, got meanRegularized: add it by sum",
  );
});
