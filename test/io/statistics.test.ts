import { expect, test } from "vitest";
import { MultiOutputRidge, statisticsOf, TaskStatistics } from "../../src/index.ts";
import { dump, parse } from "../../src/io/index.ts";

const X = Array.from({ length: 11 }, (_, i) => [i, (i * i) % 7, 1e8 + (i % 3)]);
const Y = X.map(([a, b], i) => [a! + b!, i % 4 === 0 ? NaN : b! - a!]);
const names = { taskNames: ["heat", "cold"] };

test("statistics are kept and merged later, with the bits that they had", async () => {
  const [first, second] = [
    statisticsOf(X.slice(0, 6), Y.slice(0, 6), names),
    statisticsOf(X.slice(6), Y.slice(6), names),
  ];
  const kept = (await parse(await dump(first))) as TaskStatistics;
  expect(kept).toBeInstanceOf(TaskStatistics);
  expect(kept.merge(second)).toEqual(first.merge(second));
  expect(TaskStatistics.from(JSON.parse(JSON.stringify(first)))).toEqual(first);
  expect(() => kept.merge(statisticsOf(X, Y))).toThrow(
    /^TaskStatistics\.merge: expected the tasks heat, cold, as before, got no names$/,
  );
});

test("partialFit goes on after a load", async () => {
  const model = new MultiOutputRidge().partialFit(X.slice(0, 6), Y.slice(0, 6));
  const again = (await parse(await dump(model))) as MultiOutputRidge;
  expect(again.partialFit(X.slice(6), Y.slice(6)).predict(X)).toEqual(
    model.partialFit(X.slice(6), Y.slice(6)).predict(X),
  );
});

const good = () =>
  structuredClone(statisticsOf(X, Y).describe()) as never as Record<string, never> & {
    groups: { tasks: number[]; moments: Record<string, unknown> }[];
  };
test.each<[string, (own: ReturnType<typeof good>) => unknown, RegExp]>([
  [
    "nothing",
    () => undefined,
    /^TaskStatistics\.from: expected an object of kind "TaskStatistics", got undefined$/,
  ],
  ["another kind", () => ({ kind: "LinearModel" }), /got "LinearModel"$/],
  [
    "a newer version",
    (own) => ({ ...own, version: 2 }),
    /^TaskStatistics\.from version: expected 1, the newest this library knows, got 2$/,
  ],
  [
    "half a feature",
    (own) => ({ ...own, p: 1.5 }),
    /^TaskStatistics\.from p: expected a count >= 1, got 1\.5$/,
  ],
  [
    "too few names",
    (own) => ({ ...own, taskNames: ["a"] }),
    /^TaskStatistics\.from taskNames: expected 2 names/,
  ],
  [
    "a task twice",
    (own) => ({ ...own, groups: [...own.groups, own.groups[0]] }),
    /^TaskStatistics\.from groups: expected every task from 0 to 1 once, got /,
  ],
  [
    "a short Gram matrix",
    (own) => {
      own.groups[0]!.moments["gram"] = [1];
      return own;
    },
    /^TaskStatistics\.from groups\[0\] gram: expected 6 numbers, got 1$/,
  ],
  [
    "a mean that is none",
    (own) => {
      own.groups[0]!.moments["meanX"] = [1, NaN, 2];
      return own;
    },
    /^TaskStatistics\.from groups\[0\] meanX: expected finite numbers, got NaN$/,
  ],
  [
    "a count below 0",
    (own) => {
      own.groups[0]!.moments["count"] = -1;
      return own;
    },
    /^TaskStatistics\.from groups\[0\] count: expected a count >= 0, got -1$/,
  ],
])("refuses %s", (_, change, message) => {
  expect(() => TaskStatistics.from(change(good()) as never)).toThrow(message);
});
