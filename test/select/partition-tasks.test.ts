import { describe, expect, test } from "vitest";
import { RandomState } from "../../src/index.ts";
import {
  higherOrder,
  higherOrderSets,
  partitionTasks,
  partitionTasksAsync,
  type TaskSet,
} from "../../src/select/index.ts";

type Sets = readonly TaskSet<number>[];

/** All choices of sets within a budget, one by one; the order in which they come is the one in which ties are broken. */
function bruteForce(
  sets: Sets,
  costs: readonly number[],
  budget: number,
  T: number,
): { sets: number[]; loss: number; cost: number } {
  let best = { sets: [] as number[], loss: Infinity, cost: Infinity };
  const before = (a: number[], b: number[]): boolean => {
    const k = a.findIndex((j, at) => j !== b[at]);
    return k >= 0 && a[k]! < (b[k] ?? Infinity);
  };
  const visit = (from: number, chosen: number[], cost: number): void => {
    let loss = 0;
    for (let t = 0; t < T; t++) {
      const own = chosen.map((j) => Number(sets[j]!.losses[sets[j]!.tasks.indexOf(t)] ?? Infinity));
      loss += Math.min(Infinity, ...own);
    }
    const wins =
      loss < best.loss ||
      (loss === best.loss && (cost < best.cost || (cost === best.cost && before(chosen, best.sets))));
    if (loss < Infinity && wins) best = { sets: chosen, loss, cost };
    for (let j = from; j < sets.length; j++)
      if (cost + costs[j]! <= budget) visit(j + 1, [...chosen, j], cost + costs[j]!);
  };
  visit(0, [], 0);
  return best;
}

/** Every set of tasks, and every task alone again at half the cost, as in the paper. */
function instance(
  T: number,
  loss: (set: readonly number[], t: number) => number,
): { sets: TaskSet<number>[]; costs: number[] } {
  const all = Array.from({ length: 2 ** T - 1 }, (_, k) =>
    Array.from({ length: T }, (_, t) => t).filter((t) => (k + 1) & (1 << t)),
  );
  const sets = all.map((tasks) => ({ tasks, losses: tasks.map((t) => loss(tasks, t)) }));
  const half = Array.from({ length: T }, (_, t) => ({ tasks: [t], losses: [loss([t], t) + 0.125] }));
  return { sets: [...sets, ...half], costs: [...all.map(() => 1), ...half.map(() => 0.5)] };
}

describe.each([2, 3, 4, 5])("%i tasks", (T) => {
  const random = new RandomState(T);
  const real = (): number => 1 + 0.3 * random.randn();
  const coarse = (): number => random.randint(0, 4) / 4;

  test.each([
    ["losses of which none are alike", real],
    ["losses with ties", coarse],
  ])("the best sets by brute force: %s", (_, draw) => {
    for (let round = 0; round < 4; round++) {
      const { sets, costs } = instance(T, draw);
      for (const budget of [1, 1.5, 2, 2.5, 3].filter((b) => T < 5 || b <= 2.5)) {
        const wanted = bruteForce(sets, costs, budget, T);
        const found = partitionTasks({ losses: sets, costs, budget });
        expect(
          found.sets.map((set) =>
            sets.findIndex(({ tasks, losses }) => tasks === set.tasks && losses === set.losses),
          ),
        ).toEqual(wanted.sets);
        const order = found.tasks.map((t) => t);
        expect([...order].sort()).toEqual(Array.from({ length: T }, (_, t) => t));
        expect(found.loss).toBeCloseTo(wanted.loss, 12);
        expect(found.cost).toBe(wanted.cost);
      }
    }
  });
});

test("some sets only, at costs of their own", () => {
  const random = new RandomState(1);
  for (let round = 0; round < 30; round++) {
    const { sets } = instance(5, () => random.randint(1, 20) / 8);
    const some = sets.filter(() => random.random() < 0.4);
    const costs = some.map(() => random.randint(1, 8) / 4);
    for (const budget of [1, 2.25, 4]) {
      const wanted = bruteForce(some, costs, budget, 5);
      const known = new Set(some.flatMap(({ tasks }) => tasks)).size === 5;
      if (!known || Math.min(...costs) > budget) continue;
      if (wanted.loss === Infinity) {
        expect(() => partitionTasks({ losses: some, costs, budget })).toThrow(
          /room for sets that have all tasks/,
        );
        continue;
      }
      const found = partitionTasks({ losses: some, costs, budget });
      expect([found.loss, found.cost]).toEqual([wanted.loss, wanted.cost]);
      expect(
        found.sets.map(({ tasks, losses }) =>
          some.findIndex((own) => own.tasks === tasks && own.losses === losses),
        ),
      ).toEqual(wanted.sets);
    }
  }
});

test("nine tasks: more budget never loses more, and a choice is what it says", () => {
  const random = new RandomState(9);
  const pairs = Array.from({ length: 9 }, () => Array.from({ length: 9 }, () => 1 + 0.05 * random.randn()));
  const { sets, costs } = instance(9, (set, t) => {
    const others = set.filter((s) => s !== t);
    const mean = others.reduce((sum, s) => sum + pairs[t]![s]!, 0) / (others.length || 1);
    return (others.length ? mean : 1.03) + 0.02 * random.randn() + 0.01 * others.length;
  });
  let before = Infinity;
  for (const budget of [1, 1.5, 2, 3, 4, 5, 6.5, 9]) {
    const {
      sets: chosen,
      assignment,
      losses,
      loss,
      cost,
      tasks,
    } = partitionTasks({ losses: sets, costs, budget });
    expect(loss).toBeLessThanOrEqual(before);
    expect(cost).toBeLessThanOrEqual(budget);
    for (const [k, t] of tasks.entries()) {
      const own = chosen.map((set) => Number(set.losses[set.tasks.indexOf(t)] ?? Infinity));
      expect(losses[k]).toBe(Math.min(...own));
      expect(assignment[k]).toBe(own.indexOf(losses[k]!));
    }
    before = loss;
  }
  // with room for all of them every task has its best set
  const least = Array.from({ length: 9 }, (_, t) =>
    Math.min(...sets.map((set) => set.losses[set.tasks.indexOf(t)] ?? Infinity).map(Number)),
  );
  expect(before).toBeCloseTo(
    least.reduce((a, b) => a + b),
    12,
  );
}, 30_000);

test("a map from tasks to losses is as good as a list", () => {
  const map = new Map([
    [
      ["a", "b"],
      [1, 2],
    ],
    [["a"], [0.5]],
    [["b"], [3]],
  ] as const);
  const { sets, assignment, losses } = partitionTasks({ losses: map, budget: 2 });
  expect(sets.map(({ tasks, cost }) => [tasks, cost])).toEqual([
    [["a", "b"], 1],
    [["a"], 1],
  ]);
  expect([assignment, [...losses]]).toEqual([
    [1, 0],
    [0.5, 2],
  ]);
});

test("the patient form gives the same, and stops at its signal", async () => {
  const random = new RandomState(3);
  const { sets: losses, costs } = instance(10, () => 1 + 0.1 * random.randn());
  const wanted = partitionTasks({ losses, costs, budget: 3.5 });
  const seen: number[] = [];
  const found = await partitionTasksAsync({
    losses,
    costs,
    budget: 3.5,
    onProgress: (p) => seen.push(p.fraction),
  });
  expect(found).toEqual(wanted);
  expect(seen.length).toBeGreaterThan(0);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  const stopped = partitionTasksAsync({ losses, costs, budget: 3.5, signal: AbortSignal.abort() });
  await expect(stopped).rejects.toThrow(/abort/i);
  expect(() => partitionTasks({ losses, costs, budget: 3.5, onProgress: () => false })).toThrow(/^stopped/);
}, 30_000);

test("what pairs say of sets", () => {
  const pairs = [
    [5, 4, 2],
    [7, 8, 9],
    [1, 3, 6],
  ];
  const sets = higherOrderSets(pairs);
  expect(sets.map(({ tasks }) => tasks)).toEqual([[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]]);
  expect(sets.map(({ losses }) => Array.from(losses))).toEqual([
    [5],
    [8],
    [6],
    [4, 7],
    [2, 1],
    [9, 3],
    [3, 8, 2],
  ]);
  expect([...higherOrder(pairs, [2, 0])]).toEqual([1, 2]);
  expect(() => higherOrder(pairs, [0, 3])).toThrow(/^higherOrder set: expected tasks from 0 to 2, got 3$/);
  expect(() => higherOrder(pairs, [0, 0])).toThrow(
    /^higherOrder set: expected every task once, got 0 twice$/,
  );
  expect(() => higherOrder([[1, 2]], [0])).toThrow(
    /^higherOrder pairs: expected as many columns as rows, got 1 x 2$/,
  );
  expect(() => higherOrderSets(Array.from({ length: 17 }, () => new Array(17).fill(1)))).toThrow(
    /^higherOrderSets pairs: expected at most 16 tasks, as all sets are listed, got 17$/,
  );
});

const sets = [
  { tasks: ["a", "b"], losses: [1, 2] },
  { tasks: ["b"], losses: [1] },
];
test.each<[object | undefined, RegExp]>([
  [undefined, /^partitionTasks\.losses: expected sets .*, got undefined$/],
  [{ losses: [], budget: 1 }, /^partitionTasks\.losses: expected sets { tasks, losses }, .*, got none$/],
  [{ budget: 1 }, /^partitionTasks\.losses: expected sets .*, got undefined$/],
  [
    { losses: [{ tasks: [], losses: [] }], budget: 1 },
    /losses set 0: expected an array of tasks, at least one, got an empty array$/,
  ],
  [
    { losses: [{ tasks: ["a", "a"], losses: [1, 2] }], budget: 1 },
    /losses set 0: expected every task once, got "a" twice$/,
  ],
  [
    { losses: [{ tasks: ["a"], losses: [1, 2] }], budget: 1 },
    /losses set 0: expected 1 losses, one a task, got 2$/,
  ],
  [
    { losses: [...sets, { tasks: ["a"], losses: [NaN] }], budget: 1 },
    /losses set 2: expected finite losses, got NaN$/,
  ],
  [
    { losses: [...sets, { tasks: ["a"], losses: [Infinity] }], budget: 1 },
    /losses set 2: expected finite losses, got Infinity$/,
  ],
  [{ losses: sets, costs: [1], budget: 1 }, /^partitionTasks\.costs: expected 2 costs, one a set, got 1$/],
  [{ losses: sets, costs: [1, 0], budget: 1 }, /^partitionTasks\.costs: expected finite numbers > 0, got 0$/],
  [{ losses: sets, costs: -1, budget: 1 }, /^partitionTasks\.costs: expected finite numbers > 0, got -1$/],
  [
    { losses: sets, costs: [3, 2], budget: 1 },
    /^partitionTasks\.budget: expected a finite number from 2, what the cheapest set costs, got 1$/,
  ],
  [{ losses: sets, budget: NaN }, /^partitionTasks\.budget: expected a finite number from 1, .*, got NaN$/],
  [
    { losses: sets, costs: [3, 2], budget: 2 },
    /^partitionTasks\.budget: expected room for sets that have all tasks, got 2$/,
  ],
  [
    { losses: sets, budget: 1, size: 2 },
    /^partitionTasks: has no option size; it has losses, budget, costs, onProgress$/,
  ],
])("bad input %# gets one clear sentence", (options, message) => {
  expect(() => partitionTasks(options as never)).toThrow(message);
});
