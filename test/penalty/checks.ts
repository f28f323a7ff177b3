import fc from "fast-check";
import { expect, test } from "vitest";
import { PolytaskError } from "../../src/check/reject.ts";
import { multiply } from "../../src/matrix/product.ts";
import { svd } from "../../src/matrix/svd.ts";
import type { Norm, Proximal, Shape } from "../../src/penalty/index.ts";
import type { Member } from "./all.ts";
import { dot, permute, plus, type Sample, sample, shapes, step } from "./samples.ts";
import "../near.ts";

/** The laws that every penalty with a prox obeys. */
export function court({ make, norm, positive, weighted, edge, turns }: Member): void {
  const made = (shape: Shape): Proximal => make(shape) as Proximal;
  const prox = (V: Float64Array, by: number, shape: Shape): Float64Array => {
    const W = V.slice();
    made(shape).prox(W, by, shape);
    return W;
  };
  const value = (W: Float64Array, shape: Shape): number => made(shape).value(W, shape);
  const feasible = (W: Float64Array): Float64Array => (positive ? W.map(Math.abs) : W);
  const law = (title: string, holds: (s: Sample, by: number) => void): void =>
    test(title, () => fc.assert(fc.property(sample, step, (s, by) => void holds(s, by))));

  law("the prox beats every neighbour", ({ shape, A, D }, by) => {
    const P = prox(A, by, shape);
    const cost = (V: Float64Array): number => dot(plus(V, A, -1), plus(V, A, -1)) / 2 + by * value(V, shape);
    const least = cost(P);
    expect(least).toBeFinite();
    const others = [...D, P, plus(A, P, -1)].flatMap((direction) =>
      [1e-5, -1e-5, 1e-3, -1e-3, 0.1, -0.1, 1, -1].map((far) => cost(plus(P, direction, far))),
    );
    expect(least).toBeLessThanOrEqual(Math.min(...others) + 1e-12 * (1 + least));
  });

  law("the prox is firmly non-expansive", ({ shape, A, B }, by) => {
    const moved = plus(prox(A, by, shape), prox(B, by, shape), -1);
    expect(dot(moved, moved)).toBeLessThanOrEqual(dot(moved, plus(A, B, -1)) + 1e-10);
  });

  law("step 0 moves nothing, or to W >= 0", ({ shape, A }) => {
    expect(prox(A, 0, shape)).toEqual(positive ? A.map((a) => Math.max(a, 0)) : A);
  });

  law("the prox knows neither −0 nor NaN, at any step", ({ shape, A }, by) => {
    const plain = (w: number): boolean => Number.isFinite(w) && !Object.is(w, -0);
    for (const far of [0, by, 1e-300, 1e300])
      expect(prox(A, far, shape).filter((w) => !plain(w))).toHaveLength(0);
  });

  test.each(shapes)("the origin stays where it is: $p x $T", (shape) => {
    const zeros = new Float64Array(shape.p * shape.T);
    for (const by of [0, 1, 1e300]) expect(prox(zeros, by, shape)).toEqual(zeros);
    expect(value(zeros, shape)).toBe(0);
    expect(made(shape).conjugate(zeros, shape)).toBe(0);
    expect(made(shape).dual?.(zeros, shape) ?? 0).toBe(0);
  });

  law("it is convex and never below 0", ({ shape, A, B }) => {
    const [a, b] = [feasible(A), feasible(B)];
    const ends = (value(a, shape) + value(b, shape)) / 2;
    expect(value(a, shape)).toBeGreaterThanOrEqual(0);
    expect(value(plus(a, b).map((w) => w / 2), shape)).toBeLessThanOrEqual(ends + 1e-12 * (1 + ends)); // biome-ignore format: a sentence
    if (positive && A.some((w) => w < 0)) expect(value(A, shape)).toBe(Infinity);
  });

  law("the conjugate bounds ⟨W, Z⟩ − g(W), and the prox finds where it is equal", ({ shape, A, B }) => {
    const conjugate = (Z: Float64Array): number => made(shape).conjugate(Z, shape);
    const a = feasible(A);
    expect(dot(a, B)).toBeLessThanOrEqual(value(a, shape) + conjugate(B) + 1e-9);
    const W = prox(A, 1, shape);
    const Z = plus(A, W, -1).map((z) => (norm || edge ? z * (1 - 1e-11) : z)); // a little inside where it is finite
    expect(Math.abs(value(W, shape) + conjugate(Z) - dot(W, Z))).toBeLessThanOrEqual(1e-8);
  });

  law("value, conjugate and dual leave what they read alone", ({ shape, A }) => {
    const kept = A.slice();
    made(shape).value(A, shape);
    made(shape).conjugate(A, shape);
    made(shape).dual?.(A, shape);
    made(shape).row?.dual?.(A, 0);
    expect(A).toEqual(kept);
  });

  law("rows, where they are apart, add up to the matrix", ({ shape, A, B }, by) => {
    const penalty = made(shape);
    const { row } = penalty;
    expect(row !== undefined).toBe(["entry", "row"].includes(penalty.separable ?? "none"));
    if (!row) return;
    const rows = (W: Float64Array) =>
      Array.from({ length: shape.p }, (_, j) => W.slice(j * shape.T, (j + 1) * shape.T));
    const P = rows(A);
    for (const [j, w] of P.entries()) row.prox(w, by, j);
    expect(P.flatMap((w) => [...w])).toBeNear(prox(A, by, shape), 1e-14);
    const a = feasible(A);
    expect(rows(a).reduce((sum, w, j) => sum + row.value(w, j), 0)).toBeNear(value(a, shape), 1e-13);
    expect(row.dual === undefined).toBe(penalty.dual === undefined);
    if (!row.dual || !penalty.dual) return;
    const largest = Math.max(...rows(B).map((z, j) => row.dual!(z, j)));
    if (largest < Infinity) expect(largest).toBeNear(penalty.dual(B, shape), 1e-14);
    else expect(penalty.dual(B, shape)).toBe(Infinity);
  });

  law("what it says of its parts is true", ({ shape, A, B }, by) => {
    const penalty = made(shape);
    const a = feasible(A);
    const { ridge, quadratic, rowStrengths, zero } = penalty;
    if (ridge) {
      const rest = ridge.rest?.value(a, shape) ?? 0;
      expect(value(a, shape)).toBeNear(rest + (ridge.alpha / 2) * dot(a, a), 1e-13);
    }
    if (quadratic) {
      const slope = (W: Float64Array): Float64Array => {
        const into = B.slice();
        const square = quadratic.addSlope(W, into, shape);
        expect(quadratic.rest.value(W, shape) + square / 2).toBeNear(value(W, shape), 1e-13);
        const added = plus(into, B, -1);
        expect(dot(added, W)).toBeNear(square, 1e-10);
        return added;
      };
      expect(dot(slope(A), B)).toBeNear(dot(A, slope(B)), 1e-10);
      const { norm, square } = { norm: 0.6, square: 2.5 };
      const [q, rest] = [dot(slope(A), A) / 2, quadratic.rest.value(A, shape)];
      expect(quadratic.scaled(norm, square).value(A, shape)).toBeNear(norm * rest + square * q, 1e-12);
    }
    if (rowStrengths) {
      const rows = Array.from({ length: shape.p }, (_, j) => a.slice(j * shape.T, (j + 1) * shape.T));
      const sizes = rows.reduce((sum, row) => sum + Math.hypot(...row), 0);
      const entries = a.reduce((sum, x) => sum + Math.abs(x), 0);
      expect(value(a, shape)).toBeNear(rowStrengths.l1 * entries + rowStrengths.l21 * sizes, 1e-13);
    }
    if (zero) {
      expect(value(A, shape)).toBe(0);
      expect(prox(A, by, shape)).toEqual(A);
      expect(penalty.conjugate(B, shape)).toBe(B.every((z) => z === 0) ? 0 : Infinity);
    } else if (!weighted && !positive) {
      expect(value(A.map(() => 1), shape)).toBeGreaterThan(0); // biome-ignore format: a sentence
    }
  });

  law("it hides no NaN", ({ shape, A }, by) => {
    A[A.length - 1] = NaN;
    const seen = (look: () => number): boolean => {
      try {
        return !Number.isFinite(look());
      } catch (error) {
        return error instanceof PolytaskError;
      }
    };
    expect(seen(() => value(A, shape))).toBe(true);
    expect(seen(() => prox(A, by, shape).at(-1)!)).toBe(true);
    expect(seen(() => made(shape).conjugate(A, shape))).toBe(true);
    expect(seen(() => made(shape).dual?.(A, shape) ?? NaN)).toBe(true);
  });

  test("its name and its parameters are plain data", () => {
    const { name, parameters } = make({ p: 7, T: 5 });
    expect(name).toMatch(/^[a-z]\w+$/);
    expect(JSON.parse(JSON.stringify(parameters))).toEqual(parameters);
    expect(Object.isFrozen(parameters)).toBe(true);
  });

  if (!weighted) {
    law("permuting features or tasks permutes the prox", ({ shape, A, B }, by) => {
      const { p, T } = shape;
      const turn = (length: number) => Array.from({ length }, (_, k) => (11 * k + 1) % length);
      const [rows, columns] = [turn(p), turn(T)];
      const turned = (W: Float64Array) => permute(W, shape, rows, columns);
      expect(prox(turned(A), by, shape)).toBeNear(turned(prox(A, by, shape)), 1e-11);
      const a = feasible(A);
      expect(value(turned(a), shape)).toBeNear(value(a, shape), 1e-13);
      const { dual } = made(shape);
      if (dual && dual(B, shape) < Infinity) expect(dual(turned(B), shape)).toBeNear(dual(B, shape), 1e-12);
    });
  }

  if (turns) {
    law("turning W turns the prox", ({ shape, A, D }, by) => {
      const { p, T } = shape;
      const dense = (data: Float64Array, rows: number, columns: number) => ({ data, rows, columns });
      const left = turns !== "WQ" ? orthogonal(p, D[0]!) : undefined;
      const right = turns !== "QW" ? orthogonal(T, D[1]!) : undefined;
      const turned = (W: Float64Array): Float64Array => {
        const half = left ? multiply(dense(left, p, p), dense(W, p, T)).data : W;
        return right ? multiply(dense(half, p, T), dense(right, T, T)).data : half;
      };
      expect(value(turned(A), shape)).toBeNear(value(A, shape), 1e-12);
      const want = turned(prox(A, by, shape));
      const error = plus(prox(turned(A), by, shape), want, -1);
      expect(Math.sqrt(dot(error, error))).toBeLessThanOrEqual(1e-12 * (1 + Math.sqrt(dot(A, A))));
    });
  }

  if (!norm) return;
  const dual = (Z: Float64Array, shape: Shape): number => (make(shape) as Norm).dual(Z, shape);

  law("a norm grows in proportion", ({ shape, A }, by) => {
    const a = feasible(A);
    expect(value(a.map((w) => by * w), shape)).toBeNear(by * value(a, shape), 1e-13); // biome-ignore format: a sentence
  });

  law("⟨W, Z⟩ is at most value(W) dual(Z)", ({ shape, A, B }) => {
    const a = feasible(A);
    if (dual(B, shape) === Infinity || value(a, shape) === 0) return;
    const most = value(a, shape) * dual(B, shape);
    expect(dot(a, B)).toBeLessThanOrEqual(most + 1e-12 * (1 + Math.abs(most)));
  });

  law("the dual is the least step at which the prox is 0, and no less will do", ({ shape, A: Z }) => {
    const d = dual(Z, shape);
    if (d === 0) return expect(prox(Z, 1e-9, shape)).toEqual(new Float64Array(Z.length));
    if (d === Infinity) return expect(prox(Z, 1e300, shape).some((w) => w !== 0)).toBe(true);
    const after = prox(Z, d * (1 + 1e-12), shape);
    expect(Math.max(...after.map(Math.abs))).toBeLessThanOrEqual(1e-10);
    const W = prox(Z, d * (1 - 1e-6), shape);
    expect(value(W, shape)).toBeGreaterThan(0);
    expect(dot(W, Z)).toBeGreaterThanOrEqual(value(W, shape) * d * (1 - 1.01e-6));
  });

  law("what the prox takes away lies in the dual ball and points along W (Moreau)", ({ shape, A }, by) => {
    const P = prox(A, by, shape);
    const Z = plus(A, P, -1).map((z) => z / by);
    expect(dual(Z, shape)).toBeLessThanOrEqual(1 + 1e-11);
    expect(Math.abs(dot(P, Z) - value(P, shape))).toBeLessThanOrEqual(1e-9);
  });
}

/** An orthogonal matrix, n x n, that depends on what it is given. */
function orthogonal(n: number, seed: Float64Array): Float64Array {
  const data = Float64Array.from({ length: n * n }, (_, k) =>
    Math.sin(1 + k * k + (seed[k % seed.length] ?? 0)),
  );
  const { U, V } = svd({ data, rows: n, columns: n });
  return multiply(U, V, { transposeB: true }).data;
}
