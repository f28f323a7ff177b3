import fc from "fast-check";
import { expect, test } from "vitest";
import type { Member } from "./all.ts";
import { look, type Rows, rows } from "./samples.ts";
import "../near.ts";

const sum = (values: Float64Array): number => values.reduce((all, value) => all + value, 0);
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((all, value, k) => all + value * b[k]!, 0);
const sizes = (values: Float64Array): number => sum(values.map(Math.abs));
const plus = (a: Float64Array, b: Float64Array, by = 1): Float64Array => a.map((x, k) => x + by * b[k]!);

/** Row i of the result is row order[i] of what is given, column after column. */
const takeRows = (values: Float64Array, n: number, order: readonly number[]): Float64Array =>
  Float64Array.from({ length: (values.length / n) * order.length }, (_, at) => {
    const column = Math.floor(at / order.length);
    return values[column * n + order[at % order.length]!]!;
  });

const takeAll = (given: Rows, order: readonly number[], weight = given.weight): Rows => ({
  n: order.length,
  K: given.K,
  y: takeRows(given.y, given.n, order),
  weight: takeRows(weight, given.n, order),
  f: takeRows(given.f, given.n, order),
  v: takeRows(given.v, given.n, order),
});

/** The laws that every loss obeys. */
export function court({ loss, targets, K, exact, conjugate }: Member): void {
  const law = (title: string, holds: (given: Rows, share: number) => void): void => {
    const share = fc.integer({ min: 0, max: 100 }).map((value) => value / 100);
    test(title, () => fc.assert(fc.property(rows(targets, K), share, (given, by) => void holds(given, by))));
  };

  law("the slope is the derivative of the value", (given) => {
    const { value, slope } = look(loss, given, given.f);
    const h = 1e-6;
    for (const k of given.f.keys()) {
      const unit = given.f.map((_, at) => Number(at === k));
      const [high, low] = [h, -h].map((by) => look(loss, given, plus(given.f, unit, by)).value);
      const error = Math.abs((high! - low!) / (2 * h) - slope[k]!);
      expect(error).toBeLessThanOrEqual(1e-5 * (1 + Math.abs(slope[k]!)) + 1e-8 * value);
    }
  });

  law("the value is convex along a segment, and above its tangent", (given, share) => {
    const [a, b] = [look(loss, given, given.f), look(loss, given, given.v)];
    const between = look(loss, given, plus(given.f.map((f) => (1 - share) * f), given.v, share)); // biome-ignore format: a sentence
    const slack = 1e-12 * (1 + a.value + b.value);
    expect(between.value).toBeLessThanOrEqual((1 - share) * a.value + share * b.value + slack);
    const tangent = a.value + dot(a.slope, plus(given.v, given.f, -1));
    expect(tangent).toBeLessThanOrEqual(b.value + 1e-12 * (1 + sizes(a.slope)) * 20);
    expect(Math.min(a.value, b.value)).toBeGreaterThanOrEqual(-1e-14);
  });

  law("the curvature lies above the Hessian, and equals it where it says so", (given) => {
    const { curvature } = look(loss, given, given.f);
    const h = 1e-6;
    const [high, low] = [h, -h].map((by) => look(loss, given, plus(given.f, given.v, by)).slope);
    const Hv = plus(high!, low!, -1).map((d) => d / (2 * h));
    const [above, own] = [dot(curvature, given.v.map((v) => v * v)), dot(given.v, Hv)]; // biome-ignore format: a sentence
    const slack = 1e-4 * (1 + above) + 1e-7 * sizes(high!) * sizes(given.v);
    expect(own).toBeLessThanOrEqual(above + slack);
    if (exact) expect(own).toBeGreaterThanOrEqual(above - slack);
    if (loss.steepest === undefined) return;
    const { steepest } = loss;
    for (const [at, c] of curvature.entries()) {
      expect(c).toBeLessThanOrEqual(steepest * given.weight[at % given.n]! * (1 + 1e-12));
      expect(c).toBeGreaterThanOrEqual(0);
    }
    const most = given.v.reduce((all, v, at) => all + steepest * given.weight[at % given.n]! * v * v, 0);
    expect(own).toBeLessThanOrEqual(most + slack);
  });

  if (K > 1) {
    law("sumHessian is the derivative of the sums of slopes in an intercept", (given) => {
      const { hessian } = look(loss, given, given.f);
      const h = 1e-5;
      for (let l = 0; l < K; l++) {
        const unit = given.f.map((_, at) => Number(Math.floor(at / given.n) === l));
        const [high, low] = [h, -h].map((by) => look(loss, given, plus(given.f, unit, by)).slope);
        for (let k = 0; k < K; k++) {
          const of = (slope: Float64Array): number => sum(slope.subarray(k * given.n, (k + 1) * given.n));
          const error = (of(high!) - of(low!)) / (2 * h) - hessian[k * K + l]!;
          expect(Math.abs(error)).toBeLessThanOrEqual(1e-8 * (1 + sum(given.weight)));
        }
      }
    });
  }

  test("who has a conjugate says so", () => expect(loss.conjugate !== undefined).toBe(conjugate));

  if (conjugate) {
    law("value + conjugate = ⟨slope, f⟩ at the slopes of f (Fenchel–Young)", (given) => {
      const { value, slope, conjugates } = look(loss, given, given.f, [1]);
      const parts = Math.abs(value) + Math.abs(conjugates[0]!) + sizes(slope.map((u, k) => u * given.f[k]!));
      expect(Math.abs(value + conjugates[0]! - dot(slope, given.f))).toBeLessThanOrEqual(1e-12 * (1 + parts));
    });

    law(
      "the conjugate at a share of the slopes is finite, convex in it, and bounds all values",
      (given, share) => {
        const { slope, conjugates } = look(loss, given, given.f, [0, share, 1]);
        const [none, some, all] = conjugates as [number, number, number];
        for (const one of conjugates) expect(one).toBeFinite();
        const slack = 1e-12 * (1 + Math.abs(none) + Math.abs(all) + 20 * sizes(slope));
        expect(some).toBeLessThanOrEqual((1 - share) * none + share * all + slack);
        for (const f of [given.v, given.f, given.f.map(() => 0)]) {
          const { value } = look(loss, given, f);
          expect(value + some).toBeGreaterThanOrEqual(share * dot(slope, f) - slack - 1e-12 * value);
        }
      },
    );
  }

  law("a weight of 2 is a row that stands twice", (given) => {
    const order = Array.from({ length: given.n }, (_, i) => (i % 3 === 0 ? [i, i] : [i])).flat();
    const twice = given.weight.map((w, i) => (i % 3 === 0 ? 2 * w : w));
    const heavy = look(loss, { ...given, weight: twice }, given.f, conjugate ? [0.5] : []);
    const many = takeAll(given, order);
    const got = look(loss, many, many.f, conjugate ? [0.5] : []);
    expect(got.value).toBeNear(heavy.value, 1e-13);
    const shared = takeAll({ ...given, f: heavy.slope, v: heavy.curvature }, order);
    const half = (values: Float64Array): Float64Array =>
      values.map((x, at) => (order[at % order.length]! % 3 === 0 ? x / 2 : x));
    expect(got.slope).toBeNear(half(shared.f), 1e-13);
    expect(got.curvature).toBeNear(half(shared.v), 1e-13);
    const slack = 1e-12 * (1 + 20 * sizes(heavy.slope));
    if (conjugate) expect(Math.abs(got.conjugates[0]! - heavy.conjugates[0]!)).toBeLessThanOrEqual(slack);
  });

  law("the order of rows is free", (given) => {
    const order = Array.from({ length: given.n }, (_, i) => (5 * i + 1) % given.n);
    const turned = takeAll(given, order);
    const [want, got] = [look(loss, given, given.f), look(loss, turned, turned.f)];
    expect(got.value).toBeNear(want.value, 1e-13);
    expect(got.slope).toBeNear(takeRows(want.slope, given.n, order), 1e-13);
    expect(got.curvature).toBeNear(takeRows(want.curvature, given.n, order), 1e-13);
  });

  law("asked twice it has the same bits, and what it reads stays as it was", (given, share) => {
    const scales = conjugate ? [share, 1, share] : [];
    const [a, b] = [1, 2].map(() => look(loss, given, given.f, scales));
    expect(b).toEqual(a);
    expect(a!.kept).toEqual([given.y, given.weight, given.f, a!.slope]);
    if (conjugate) expect(a!.conjugates[2]).toBe(a!.conjugates[0]);
  });

  law("predictions that are far off give no NaN", (given) => {
    for (const far of [800, 1e4, 1e150]) {
      for (const turn of [
        (k: number) => k % 2,
        () => 0,
        () => 1,
        (k: number) => Math.floor(k / given.n) % 2,
      ]) {
        const f = given.f.map((_, k) => (turn(k) ? far : -far));
        const { value, slope, curvature } = look(loss, given, f);
        expect(value).toBeGreaterThanOrEqual(0);
        if (value === Infinity) continue;
        expect([...slope, ...curvature].every(Number.isFinite)).toBe(true);
      }
    }
  });

  if (targets !== "classes") {
    law("it is 0 where predictions, by their link, are the targets, and there alone", (given) => {
      const y = given.y.map((value) => Math.max(value, loss.link === "log" ? 0.5 : -Infinity));
      const f = loss.link === "log" ? y.map(Math.log) : y;
      const { value, slope } = look(loss, { ...given, y }, f);
      expect(Math.abs(value)).toBeLessThanOrEqual(1e-12);
      expect(sizes(slope)).toBeLessThanOrEqual(1e-10);
      expect(look(loss, { ...given, y }, f.map((one) => one + 0.01)).value).toBeGreaterThan(1e-9); // biome-ignore format: a sentence
    });
  }

  test("its name and its parameters are plain data", () => {
    expect(loss.name).toMatch(/^[a-z]\w+$/i);
    expect(JSON.parse(JSON.stringify(loss.parameters))).toEqual(loss.parameters);
    expect(Object.isFrozen(loss.parameters)).toBe(true);
    const wanted = targets !== "classes" ? "number" : K > 1 ? "classes" : "two classes";
    expect(loss.target).toBe(wanted);
  });

  law("targets like these are welcome", (given) => {
    const { y } = given;
    if (targets === "counts" && !y.some((count) => count > 0)) return;
    const before = y.slice();
    expect(() => loss.check?.("Model.fit task 0", y)).not.toThrow();
    expect(y).toEqual(before);
  });
}
