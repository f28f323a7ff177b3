import { describe, expect, test } from "vitest";
import { RandomState } from "../../../src/index.ts";
import {
  alignedMtl,
  caGrad,
  equal,
  imtlG,
  mgda,
  nashMtl,
  pcGrad,
  upGrad,
} from "../../../src/network/index.ts";
import oracle from "../../oracles/balancing.json" with { type: "json" };
import { direction, gramOf, type Rows } from "./parts.ts";

const makers = { alignedMtl, caGrad, imtlG, mgda, nashMtl, pcGrad, upGrad };
type Name = keyof typeof makers;
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, k) => sum + x * b[k]!, 0);
const length = (a: readonly number[]): number => Math.sqrt(dot(a, a));

describe.each(oracle.cases)("$title", ({ J, directions }) => {
  const found = Object.entries(directions).flatMap(([name, by]) =>
    Object.entries(by).map(([who, d]) => ({ name: name as Name, who, d })),
  );
  test.each(found)("$name as $who", ({ name, d }) => {
    expect(direction(makers[name](), J)).toBeNear(d, 1e-5);
  });

  test("mgda is in the hull, and no task is worse off than its square: ⟨g_t, d⟩ >= ‖d‖² / T", () => {
    const d = direction(mgda(), J);
    for (const g of J) expect(dot(g, d)).toBeGreaterThanOrEqual(dot(d, d) / J.length - 1e-9 * dot(g, g));
  });

  test("upGrad conflicts with no task", () => {
    const d = direction(upGrad(), J);
    for (const g of J) expect(dot(g, d)).toBeGreaterThanOrEqual(-1e-10 * length(g) * length(d));
  });

  test("caGrad: no direction of ten thousand in its ball is better for the task it is worst for", () => {
    const T = J.length;
    const c = 0.5;
    const worst = (d: readonly number[]): number => Math.min(...J.map((g) => dot(g, d)));
    const ours = direction(caGrad({ c }), J).map((x) => x / T);
    const mean = J[0]!.map((_, k) => J.reduce((sum, g) => sum + g[k]! / T, 0));
    const radius = c * length(mean);
    expect(length(ours.map((x, k) => x - mean[k]!))).toBeLessThanOrEqual(radius * (1 + 1e-9));
    const random = new RandomState(1);
    for (let trial = 0; trial < 10_000; trial++) {
      const step = mean.map(() => random.randn());
      const scale = radius / length(step);
      const d = mean.map((x, k) => x + scale * step[k]!);
      expect(worst(d)).toBeLessThanOrEqual(worst(ours) + 1e-9 * length(mean) ** 2);
    }
  });

  test("nashMtl: α_t (G α)_t = 1, and √T long", () => {
    const d = direction(nashMtl(), J);
    expect(length(d)).toBeNear(Math.sqrt(J.length), 1e-5);
  });

  test("imtlG is as long along every gradient, where they do not depend on each other", () => {
    if (!("imtlG" in directions)) return;
    const d = direction(imtlG(), J);
    const along = J.map((g) => dot(g, d) / length(g));
    expect(along).toBeNear(
      along.map(() => along[0]!),
      1e-7,
    );
  });
});

describe("units of the losses", () => {
  const { J } = oracle.cases[2]!;
  const units = [1, 1000, 0.02];
  const scaled: Rows = J.map((g, t) => g.map((x) => units[t]! * x));
  const unit = (d: readonly number[]): number[] => d.map((x) => x / length(d));

  test.each(["nashMtl", "imtlG"] as const)("%s does not see them", (name) => {
    expect(unit(direction(makers[name](), scaled))).toBeNear(unit(direction(makers[name](), J)), 1e-8);
  });

  test.each(["mgda", "alignedMtl", "caGrad"] as const)("%s sees them", (name) => {
    expect(unit(direction(makers[name](), scaled))).not.toBeNear(unit(direction(makers[name](), J)), 1e-2);
  });

  test.each([...Object.keys(makers)] as Name[])(
    "%s: a unit that all have changes the length alone",
    (name) => {
      const both = J.map((g) => g.map((x) => 1e-3 * x));
      expect(unit(direction(makers[name](), both))).toBeNear(unit(direction(makers[name](), J)), 1e-9);
    },
  );

  test("upGrad is linear in the length of every gradient", () => {
    const [a, b] = [units, [2, 3, 5]].map((by) =>
      direction(
        upGrad(),
        J.map((g, t) => g.map((x) => by[t]! * x)),
      ),
    );
    const both = direction(
      upGrad(),
      J.map((g, t) => g.map((x) => (units[t]! + [2, 3, 5][t]!) * x)),
    );
    expect(both).toBeNear(
      a!.map((x, k) => x + b![k]!),
      1e-9,
    );
  });
});

test("gradients at right angles: whoever surgery does nothing to takes their sum", () => {
  const J = [
    [2, 0, 0],
    [0, 3, 0],
    [0, 0, 0.5],
  ];
  for (const balancing of [equal(), pcGrad(), upGrad(), caGrad({ c: 0 })])
    expect(direction(balancing, J)).toBeNear([2, 3, 0.5], 1e-14);
});

describe("pcGrad", () => {
  /** Gradient surgery as the paper writes it, on vectors, with the orders that the seed draws. */
  function surgery(J: Rows, seed: number): number[] {
    const random = new RandomState(seed);
    const order = J.map((_, t) => t);
    const sum = J[0]!.map(() => 0);
    for (const [t] of J.entries()) {
      random.shuffle(order);
      let g = [...J[t]!];
      for (const s of order.toReversed()) {
        const product = dot(g, J[s]!);
        if (s !== t && product < 0) g = g.map((x, k) => x - (product / dot(J[s]!, J[s]!)) * J[s]![k]!);
      }
      g.forEach((x, k) => {
        sum[k]! += x;
      });
    }
    return sum;
  }

  test.each(oracle.cases)("$title: as on the vectors themselves", ({ J }) => {
    for (let seed = 0; seed < 5; seed++)
      expect(direction(pcGrad(), J, seed)).toBeNear(surgery(J, seed), 1e-12);
  });
});

describe("hard cases", () => {
  const opposite = [
    [1, 2],
    [-1, -2],
  ];
  test("tasks that want the opposite leave everything where it is", () => {
    for (const balancing of [mgda(), upGrad(), pcGrad(), caGrad()])
      expect(length(direction(balancing, opposite)), balancing.name).toBeLessThan(1e-9);
  });

  test.each(Object.keys(makers) as Name[])(
    "%s: gradients that are 0, alone, or all the same give numbers",
    (name) => {
      for (const J of [
        [
          [0, 0],
          [1, 0],
        ],
        [[0, 0]],
        [
          [0, 0],
          [0, 0],
        ],
        [[3, 4]],
        [
          [1, 2],
          [1, 2],
          [1, 2],
        ],
        opposite,
      ]) {
        const d = direction(makers[name](), J);
        expect(d.every(Number.isFinite), JSON.stringify(J)).toBe(true);
      }
      const alone = direction(makers[name](), [[3, 4]]);
      expect(alone.map((x) => x / length(alone))).toBeNear([0.6, 0.8], 1e-12);
    },
  );

  test("the products of many tasks, of rank far below their number", () => {
    const random = new RandomState(3);
    const J = Array.from({ length: 37 }, () => Array.from({ length: 6 }, () => random.randn() + 0.8));
    const d = direction(mgda(), J);
    const least = Math.min(...J.map((g) => dot(g, d)));
    expect(least).toBeGreaterThanOrEqual((dot(d, d) / 37) * (1 - 1e-9));
    expect(gramOf(J).length).toBe(37);
    const up = direction(upGrad(), J);
    for (const g of J) expect(dot(g, up)).toBeGreaterThanOrEqual(-1e-8 * length(up));
  });
});

test("c of caGrad", () => {
  expect(() => caGrad({ c: 1 })).toThrow("caGrad.c: expected a number in [0, 1), got 1");
});
