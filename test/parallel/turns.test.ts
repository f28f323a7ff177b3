import { expect, test } from "vitest";
import { Turns } from "../../src/parallel/turns.ts";

/** Parts that somebody has done, as [who, from, to]. */
const noted = (): { parts: [string, number, number][]; by: (who: string) => Turns["give"] } => {
  const parts: [string, number, number][] = [];
  return { parts, by: (who) => (_, __, from, to) => void parts.push([who, from, to]) };
};

test("a piece of work is cut into chunks that leave out nothing", () => {
  for (const [count, pieces] of [
    [7, 3],
    [43, 4],
    [255, 255],
    [1000, 7],
  ] as const) {
    const { parts, by } = noted();
    new Turns(by("one")).give(3, 64, count, pieces);
    parts.sort(([, a], [, b]) => a - b);
    expect(parts.length).toBe(pieces);
    expect(parts.map(([, from]) => from)).toEqual([0, ...parts.slice(0, -1).map(([, , to]) => to)]);
    expect(parts.at(-1)![2]).toBe(count);
  }
});

test("who gives the work takes from the end, who helps from the beginning, and nobody twice", () => {
  const { parts, by } = noted();
  let helps = false;
  const one = new Turns((...work) => {
    by("one")(...work);
    if (helps) return;
    helps = true;
    one.end(); // so that the other returns; what is left is gone, as it would be after a fit
  });
  const two = new Turns(by("two"), one.memory);
  const first = new Turns(by("first"), one.memory);
  first.give(0, 0, 4, 4);
  expect(parts).toEqual([3, 2, 1, 0].map((k) => ["first", k, k + 1]));
  one.end();
  two.help();
  expect(parts.length).toBe(4);
});

test("a helper whose part fails is told of", () => {
  let given = false;
  const one = new Turns(() => {
    if (given) return;
    given = true;
    expect(() => two.help()).toThrow("trap");
  });
  const two: Turns = new Turns(() => {
    throw new Error("trap");
  }, one.memory);
  expect(() => one.give(0, 0, 6, 3)).toThrow("workers: a thread was lost: its part of a step failed");
});
