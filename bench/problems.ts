import { correlated } from "./datasets/correlated.ts";
import { school } from "./datasets/school.ts";
import { alphaMax } from "./objective.ts";
import { meanRows, type Problem } from "./problem.ts";

/** A problem, and how many times our time the peers are to need at least. */
export interface Contest extends Problem {
  readonly aims: Readonly<Record<string, number>>;
}

/** Those whose names contain one of the words; all without words. */
export function contests(words: readonly string[]): Contest[] {
  const wanted = (name: string): boolean => words.length === 0 || words.some((word) => name.includes(word));
  const shapes = [
    [300, 2000, 20],
    [150, 10_000, 30],
  ] as const;
  const simulated = shapes.flatMap(([n, p, T]) => {
    const parts = [10, 50].map((part) => ({ part, name: `${n} x ${p} x ${T} l21 alphaMax/${part}` }));
    const asked = parts.filter(({ name }) => wanted(name));
    if (asked.length === 0) return [];
    const data = correlated(n, p, T);
    const most = alphaMax("l21", data);
    const aims = { "scikit-learn": 5, skglm: 1, celer: 1 };
    return asked.map(({ part, name }): Contest => ({ name, data, norm: "l21", alpha: most / part, aims }));
  });
  const strengths = [
    ["l1", 100],
    ["l1", 1000],
    ["l21", 200],
    ["l21", 500],
    ["trace", 100],
    ["trace", 500],
  ] as const;
  const named = strengths.map(([norm, lambda]) => ({ norm, lambda, name: `School ${norm} ${lambda}` }));
  const asked = named.filter(({ name }) => wanted(name));
  const data = asked.length > 0 ? school() : undefined;
  if (!data) return simulated;
  return [
    ...simulated,
    ...asked.map(
      ({ norm, lambda, name }): Contest => ({
        ...{ name, data, norm },
        alpha: lambda / meanRows(data), // MALSAR's objective is n̄ times ours
        aims: { MALSAR: 300 },
      }),
    ),
  ];
}
