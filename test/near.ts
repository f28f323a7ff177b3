import { expect } from "vitest";

declare module "vitest" {
  interface Matchers<R extends void | Promise<void>, T> {
    /** Within `tolerance` of `want`, relative to the largest number in it. */
    toBeNear(want: number | ArrayLike<number>, tolerance: number): R;
    /** Neither NaN nor infinite. */
    toBeFinite(): R;
  }
}

const list = (value: number | ArrayLike<number>): number[] =>
  typeof value === "number" ? [value] : Array.from(value);

expect.extend({
  toBeNear(received: number | ArrayLike<number>, want: number | ArrayLike<number>, tolerance: number) {
    const got = list(received);
    const wanted = list(want);
    const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    const worst = got.reduce((most, value, k) => Math.max(most, Math.abs(value - wanted[k]!)), 0) / scale;
    return {
      pass: got.length === wanted.length && worst <= tolerance,
      message: () =>
        `expected ${wanted.length} numbers within ${tolerance}, got ${got.length} within ${worst}`,
    };
  },
  toBeFinite: (received: number) => ({
    pass: Number.isFinite(received),
    message: () => `expected a finite number, got ${received}`,
  }),
});
