import type { RandomState } from "../matrix/random.ts";
import { type Distribution, isDistribution } from "./distributions.ts";

/** Values to try, by parameter; `part__name` reaches into parts. */
export type Grid = Readonly<Record<string, readonly unknown[]>>;

/** Values or distributions to draw from, by parameter. */
export type Distributions = Readonly<Record<string, readonly unknown[] | Distribution>>;

/** One choice of parameters. */
export type Choice = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);

const isListed = (value: unknown): boolean =>
  (Array.isArray(value) || ArrayBuffer.isView(value)) && (value as ArrayLike<unknown>).length > 0;

/** Whether a value is a record, or a list of records, of lists that have something. */
export const isGrid = (value: unknown, extra: (one: unknown) => boolean = () => false): boolean => {
  const all = Array.isArray(value) ? value : [value];
  const good = (grid: unknown): boolean =>
    isRecord(grid) &&
    Object.keys(grid).length > 0 &&
    Object.values(grid).every((own) => isListed(own) || extra(own));
  return all.length > 0 && all.every(good);
};

export const isDistributions = (value: unknown): boolean => isGrid(value, isDistribution);

/** Records whose lists nobody changes. */
export function ownGrid<G>(value: G): G {
  const one = (grid: object): object =>
    Object.freeze(
      Object.fromEntries(
        Object.entries(grid).map(([name, own]) => [
          name,
          isDistribution(own) ? own : Object.freeze(Array.from(own as ArrayLike<unknown>)),
        ]),
      ),
    );
  return (Array.isArray(value) ? Object.freeze(value.map(one)) : one(value as object)) as G;
}

const sorted = <V>(grid: Readonly<Record<string, V>>): [string, V][] =>
  Object.entries(grid).sort(([a], [b]) => (a < b ? -1 : 1));

const sizeOf = (grid: Grid): number =>
  Object.values(grid).reduce((product, values) => product * values.length, 1);

const listOf = <G>(given: G | readonly G[]): readonly G[] => (Array.isArray(given) ? given : [given as G]);

/** The choice at a place in scikit-learn's order: names sorted, the last one goes fastest. */
function choiceAt(grids: readonly Grid[], place: number): Choice {
  let rest = place;
  const grid = grids.find((own) => {
    if (rest < sizeOf(own)) return true;
    rest -= sizeOf(own);
    return false;
  })!;
  const chosen: [string, unknown][] = [];
  for (const [name, values] of sorted(grid).reverse()) {
    chosen.push([name, values[rest % values.length]]);
    rest = Math.floor(rest / values.length);
  }
  return Object.fromEntries(chosen.reverse());
}

/** All choices of a grid, or of several one after the other. */
export function choicesOf(given: Grid | readonly Grid[]): readonly Choice[] {
  const grids = listOf(given);
  const size = grids.reduce((sum, grid) => sum + sizeOf(grid), 0);
  return Array.from({ length: size }, (_, k) => choiceAt(grids, k));
}

/**
 * Choices at random, those of scikit-learn's `ParameterSampler`: where all are lists, different places of the grid, all of them if
 * there are no more; else each drawn for itself.
 */
export function drawnChoices(
  given: Distributions | readonly Distributions[],
  count: number,
  random: RandomState,
): readonly Choice[] {
  const records = listOf(given);
  if (!records.some((own) => Object.values(own).some(isDistribution))) {
    const grids = records as readonly Grid[];
    const size = grids.reduce((sum, grid) => sum + sizeOf(grid), 0);
    return places(size, Math.min(count, size), random).map((place) => choiceAt(grids, place));
  }
  return Array.from({ length: count }, () => {
    const record = records[random.randint(records.length)]!;
    const chosen = sorted(record).map(([name, values]): [string, unknown] => [
      name,
      isDistribution(values) ? values.draw(random) : values[random.randint(values.length)],
    ]);
    return Object.fromEntries(chosen);
  });
}

/** Different integers below `size`, as scikit-learn's `sample_without_replacement` draws them. */
function places(size: number, count: number, random: RandomState): number[] {
  const share = count / size;
  if (share > 0.01 && share < 0.99) return Array.from(random.permutation(size).slice(0, count));
  if (share < 0.2) {
    const seen = new Set<number>();
    while (seen.size < count) seen.add(random.randint(size));
    return [...seen];
  }
  const kept = Array.from({ length: count }, (_, k) => k);
  for (let k = count; k < size; k++) {
    const place = random.randint(k + 1);
    if (place < count) kept[place] = k;
  }
  return kept;
}
