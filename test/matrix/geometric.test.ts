import { expect, test } from "vitest";
import { geometric } from "../../src/matrix/geometric.ts";

test("numbers in equal proportions, the first and the last exact", () => {
  for (const [first, share, count] of [
    [3, 1e-3, 100],
    [0.7, 0.5, 2],
    [2, 1e-9, 7],
    [5, 0.1, 1],
  ] as const) {
    const values = geometric(first, share, count);
    expect(values).toHaveLength(count);
    expect(values[0]).toBe(first);
    if (count > 1) expect(values.at(-1)).toBe(first * share);
    for (const [k, value] of values.entries()) {
      expect(value / (first * share ** (k / Math.max(1, count - 1)))).toBeNear(1, 1e-13);
    }
  }
});
