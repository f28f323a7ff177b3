import { describe, expect, test } from "vitest";
import { drain, drainAsync, report, type Work, within } from "../../src/base/work.ts";

function* counting(n: number): Work<number> {
  for (let k = 0; k < n; k++) yield* report({ stage: "counting", fraction: k / n });
  return n;
}

/** Work whose iterate is a result whenever it is told to stop. */
function* patient(): Work<number> {
  for (let k = 0; ; k++) if ((yield { stage: "on", fraction: 0 }) === false) return k;
}

describe("work", () => {
  test("is drained in one go, and tells where it stands", () => {
    const seen: number[] = [];
    expect(drain(counting(4), ({ fraction }) => void seen.push(fraction))).toBe(4);
    expect(seen).toEqual([0, 0.25, 0.5, 0.75]);
  });

  test("that is a part of other work tells where that stands", () => {
    const seen: number[] = [];
    drain(within(counting(2), 0.5, 1), ({ fraction }) => void seen.push(fraction));
    expect(seen).toEqual([0.5, 0.75]);
  });

  test("stops when it is told to: with what it has, or with an error where half is nothing", () => {
    let steps = 0;
    expect(drain(within(patient(), 0, 1), () => ++steps < 3)).toBe(2);
    expect(() => drain(counting(4), () => false)).toThrow(/stopped before there was a result/);
  });

  test("gives way to others between slices, and is closed when its signal stops it", async () => {
    let closed = false;
    function* slow(): Work<void> {
      try {
        for (let k = 0; k < 40; k++) {
          const until = performance.now() + 5;
          while (performance.now() < until);
          yield* report({ stage: "slow", fraction: k / 40 });
        }
      } finally {
        closed = true;
      }
    }
    let turns = 0;
    const others = setInterval(() => turns++, 1);
    await drainAsync(slow());
    clearInterval(others);
    expect(turns).toBeGreaterThan(1);

    closed = false;
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("enough")), 20);
    await expect(drainAsync(slow(), { signal: controller.signal })).rejects.toThrow("enough");
    expect(closed).toBe(true);
  });
});
