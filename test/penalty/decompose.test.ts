import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decompose,
  l1,
  l21,
  type Penalty,
  type Proximal,
  ridge,
  type Shape,
} from "../../src/penalty/index.ts";
import { decompositions } from "./all.ts";
import { dot, plus, type Sample, sample, shapes } from "./samples.ts";
import "../near.ts";

const members: [string, Penalty][] = [
  ...Object.entries(decompositions),
  ["strength 0 beside another", decompose(l21(0), l1(0.7))],
  ["a norm beside a ridge", decompose(l21(1.1), ridge(0.6))],
];

describe.each(members)("%s", (_, penalty) => {
  const [p, q] = penalty.components as unknown as readonly [Proximal, Proximal];
  const both = (P: Float64Array, Q: Float64Array): Float64Array => Float64Array.of(...P, ...Q);
  const law = (title: string, holds: (s: Sample) => void): void =>
    test(title, () => fc.assert(fc.property(sample, (s) => void holds(s))));

  law("the value of a split is that of its parts", ({ shape, A, B }) => {
    expect(penalty.value(both(A, B), shape)).toBe(p.value(A, shape) + q.value(B, shape));
  });

  law("it has no prox in W, and its conjugate is the sum of theirs", ({ shape, A }) => {
    expect(penalty.prox).toBeUndefined();
    expect(penalty.conjugate!(A, shape)).toBe(p.conjugate(A, shape) + q.conjugate(A, shape));
  });

  law("⟨P + Q, Z⟩ is at most value + conjugate", ({ shape, A, B, D: [Z] }) => {
    const most = penalty.value(both(A, B), shape) + penalty.conjugate!(Z!, shape);
    expect(dot(plus(A, B), Z!)).toBeLessThanOrEqual(most + 1e-9);
  });

  test("a split of another length is refused", () => {
    expect(() => penalty.value(new Float64Array(6), { p: 2, T: 3 })).toThrow(
      "decompose.value W: expected a split (P, Q) of 2 x 2 x 3 numbers, got 6",
    );
  });

  if (!penalty.dual) return;
  const dual = (Z: Float64Array, shape: Shape): number => penalty.dual!(Z, shape);

  law("⟨P + Q, Z⟩ is at most value dual(Z), and one of the parts gets there", ({ shape, A, B, D: [Z] }) => {
    const d = dual(Z!, shape);
    if (d === 0 || d === Infinity) return;
    const value = penalty.value(both(A, B), shape);
    expect(dot(plus(A, B), Z!)).toBeLessThanOrEqual(value * d + 1e-9);
    const tight = [p, q].map((part) => {
      const W = Z!.slice();
      part.prox(W, d * (1 - 1e-6), shape);
      return dot(W, Z!) - part.value(W, shape) * d * (1 - 1.01e-6) >= 0 && W.some((w) => w !== 0);
    });
    expect(tight).toContain(true);
  });

  test.each(shapes)("the dual of 0 is 0: $p x $T", (shape) => {
    expect(dual(new Float64Array(shape.p * shape.T), shape)).toBe(0);
  });
});

test("a part has to have a prox", () => {
  const bare: Penalty = { name: "bare", parameters: {}, value: () => 0 };
  expect(() => decompose(l1(1), bare)).toThrow(
    "decompose: expected two penalties with a prox, got bare, which has none",
  );
  expect(() => decompose(decompose(l1(1), l21(1)), l1(1))).toThrow(
    "decompose: expected two penalties with a prox, got decompose, which has none",
  );
});

test("parts without conjugate or dual leave the whole without", () => {
  const bare: Penalty = { name: "bare", parameters: {}, value: () => 0, prox() {} };
  expect(decompose(l1(1), bare)).toEqual(
    expect.not.objectContaining({ conjugate: expect.anything(), dual: expect.anything() }),
  );
});

test("weights of a part are checked against the shape", () => {
  const penalty = decompose(l21(1), l1(1, { weights: [[1, 2]] }));
  expect(() => penalty.check!({ p: 4, T: 3 })).toThrow(
    "l1.weights: expected 4 x 3 weights, 4 x 1 (one a feature) or 1 x 3 (one a task), got 1 x 2",
  );
});
