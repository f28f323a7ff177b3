import { expect, test } from "vitest";
import { aligned, home, memory } from "../../src/kernel/memory.ts";

test("stretches are aligned, never overlap and stay clear of the kernels' own page", () => {
  const lent = [1, 64, 65, 1000, 0].map((bytes) => ({ bytes, ...home.lend(bytes) }));
  lent.sort((a, b) => a.start - b.start || a.end - b.end);
  let last = 65_536;
  for (const { bytes, start, end } of lent) {
    expect(start % 64).toBe(0);
    expect(start).toBeGreaterThanOrEqual(last);
    expect(end - start).toBe(aligned(bytes));
    last = end;
  }
  expect(memory.buffer.byteLength).toBeGreaterThanOrEqual(last);
  for (const stretch of lent) home.takeBack(stretch);
});

test("neighbours that come back in any order are joined and lent as one", () => {
  const orders = [0, 1, 2].flatMap((a) => [0, 1, 2].filter((b) => b !== a).map((b) => [a, b, 3 - a - b]));
  for (const order of orders) {
    const three = [home.lend(640), home.lend(640), home.lend(640)];
    const start = Math.min(...three.map((stretch) => stretch.start));
    for (const k of order) home.takeBack(three[k]!);
    const whole = home.lend(1920);
    expect(whole).toEqual({ start, end: start + 1920 });
    home.takeBack(whole);
  }
});

test("a gap that is too short is passed over and used by a shorter wish", () => {
  const [first, second] = [home.lend(128), home.lend(128)];
  home.takeBack(first);
  const long = home.lend(256);
  expect(long.start).toBeGreaterThanOrEqual(second.end);
  const short = home.lend(100);
  expect(short.start).toBe(first.start);
  for (const stretch of [second, long, short]) home.takeBack(stretch);
});

test("the last free stretch is extended rather than left behind", () => {
  const tail = home.lend(memory.buffer.byteLength);
  home.takeBack(tail);
  const longer = home.lend(tail.end - tail.start + 64);
  expect(longer.start).toBe(tail.start);
  home.takeBack(longer);
});
