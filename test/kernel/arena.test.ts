import { expect, test } from "vitest";
import { f32, f64, inArena, openArena } from "../../src/kernel/arena.ts";
import { memory } from "../../src/kernel/memory.ts";
import { gemm } from "../../src/kernel/product.ts";

const bytes = () => memory.buffer.byteLength;

test("a stretch comes back when the work throws", () => {
  const work = { x: f64(30_000) };
  const first = inArena(work, ({ x }) => x.address);
  const fails = () =>
    inArena(work, () => {
      throw new Error("on purpose");
    });
  expect(fails).toThrow("on purpose");
  expect(inArena(work, ({ x }) => x.address)).toBe(first);
});

test("the memory does not grow when the same work is done again and again", () => {
  const once = () =>
    inArena({ X: f64(90_001), G: f64(301 * 301), w: f32(77) }, ({ X, G }) => {
      gemm(G, X, X, { m: 300, n: 300, k: 300 });
    });
  once();
  const before = bytes();
  for (let k = 0; k < 50; k++) once();
  expect(bytes()).toBe(before);
});

test("two open arenas keep out of each other's numbers, in whatever order they close", () => {
  const one = openArena({ x: f64(1001), y: f32(501) });
  const two = openArena({ x: f64(1001) });
  one.blocks.x.values.fill(1);
  two.blocks.x.values.fill(2);
  one.blocks.y.values.fill(3);
  expect(new Set(one.blocks.x.values)).toEqual(new Set([1]));
  one.close();
  const three = openArena({ x: f64(1001) });
  three.blocks.x.values.fill(4);
  expect(new Set(two.blocks.x.values)).toEqual(new Set([2]));
  two.close();
  expect(new Set(three.blocks.x.values)).toEqual(new Set([4]));
  three.close();
});

test("closing twice gives nothing back twice", () => {
  const one = openArena({ x: f64(100) });
  one.close();
  const two = openArena({ x: f64(100) });
  one.close();
  const three = openArena({ x: f64(100) });
  expect(three.blocks.x.address).not.toBe(two.blocks.x.address);
  two.close();
  three.close();
});

test("numbers survive when the memory grows under them", () => {
  const arena = openArena({ x: f64(1000) });
  const before = arena.blocks.x.values;
  before.forEach((_, i) => {
    before[i] = i;
  });
  const size = bytes();
  const large = openArena({ y: f64(bytes() / 8) });
  expect(bytes()).toBeGreaterThan(size);
  expect(before.length).toBe(0);
  expect([...arena.blocks.x.values]).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  large.close();
  arena.close();
});

test("a product never moves the numbers of an open arena", () => {
  inArena({ A: f64(9), C: f64(9) }, ({ A, C }) => {
    const seen = C.values;
    gemm(C, A, A, { m: 3, n: 3, k: 3 });
    expect(seen.length).toBe(9);
  });
});

test("every block begins on a cache line, and a part begins inside its block", () => {
  inArena({ a: f64(3), b: f32(5), c: f64(0), d: f32(17) }, (blocks) => {
    for (const block of Object.values(blocks)) expect(block.address % 64).toBe(0);
    blocks.d.values.fill(0);
    blocks.d.part(3, 2).values.fill(1);
    expect([...blocks.d.values].map((value, i) => (value ? i : -1)).filter((i) => i >= 0)).toEqual([3, 4]);
  });
});

test("a wish that no memory can fill is refused with the size asked, and leaves everything as it was", () => {
  const before = bytes();
  expect(() => openArena({ x: f64(2 ** 30) })).toThrow(
    "kernel memory: expected room for 8589934592 bytes (8192.0 MiB), got none",
  );
  expect(bytes()).toBe(before);
  expect(inArena({ x: f64(3) }, ({ x }) => x.values.length)).toBe(3);
});
