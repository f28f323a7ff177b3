import { fillParameters, seed, type Values } from "../base/parameter.ts";
import { type RandomState, randomStateOf } from "../matrix/random.ts";
import { type SchoolData, schoolFeatures, schools } from "./school-data.ts";

const table = {
  /** Who draws: a seed, a generator that goes on, or nothing. */
  randomState: seed(),
};

/** What a pupil's traits add to a score, and how much that differs from school to school (standard deviation). */
const effects = { year: [-0.5, 0, 1], gender: [-1, 1], band: [9, 0, -7], differ: 1.2 } as const;

/** Shares of the pupils: of the three years, of the bands, and of the ethnic groups. */
const shares = {
  year: [0.32, 0.29, 0.39],
  band: [0.2, 0.27, 0.53],
  group: [0.63, 0.02, 0.01, 0.02, 0.18, 0.02, 0.02, 0.02, 0.02, 0.02, 0.04],
} as const;

/** Scores are whole numbers within these; pupils of one school and like traits differ by `spread`. */
const scores = { least: 1, most: 70, mean: 20, ofSchools: 4, ofPupils: 10 } as const;

/**
 * Makes 139 schools of 22 to 251 pupils with the 28 features of the London school data and examination scores of our own.
 *
 * Features are coded as in the published table and drawn with about its shares. A score is the mean of the school, what the
 * pupil's year, gender and band add, and normal noise, rounded into 1 ... 70. What gender and band add differs from school to
 * school around what it is for all, so that tasks are alike and not the same. The same seed makes the same pupils everywhere.
 *
 * @param options - `randomState`, a seed or a generator that goes on
 * @see Mortimore et al. 1988, School matters, for the study whose shape this has
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { makeSchools } from "polytask/data";
 *
 * const { tasks, featureNames, simulated } = makeSchools({ randomState: 0 });
 * assert.deepEqual([tasks.length, featureNames.length, simulated], [139, 28, true]);
 * assert.ok(tasks.every(({ X, y }) => X.columns === 28 && y.length >= 22 && y.length <= 251));
 * ```
 */
export function makeSchools(options: Partial<Values<typeof table>> = {}): SchoolData {
  const { randomState } = fillParameters("makeSchools", table, options);
  const random = randomStateOf("makeSchools.randomState", randomState);
  return {
    tasks: Array.from({ length: schools }, (_, t) => makeSchool(random, `${t + 1}`)),
    featureNames: schoolFeatures,
    simulated: true,
    source: "simulated: schools, pupils and scores made by polytask in the shape of the London school data",
  };
}

function makeSchool(random: RandomState, name: string): SchoolData["tasks"][number] {
  const p = schoolFeatures.length;
  const [a, b] = [random.random(), random.random()];
  const n = 22 + Math.floor(115 * (a + b)); // most schools are of middle size
  const own = {
    mean: scores.mean + scores.ofSchools * random.randn(),
    gender: effects.gender.map((effect) => effect + effects.differ * random.randn()),
    band: effects.band.map((effect) => effect + effects.differ * random.randn()),
    meals: Math.round(8 + 83 * random.random()),
    kind: draw(random, [0.5, 0.24, 0.26]),
    church: draw(random, [0.65, 0.13, 0.22]),
  };
  const X = new Float64Array(n * p);
  const y = new Float64Array(n);
  let first = 0;
  for (let i = 0; i < n; i++) {
    const pupil = {
      year: draw(random, shares.year),
      gender: own.kind === 0 ? draw(random, [0.5, 0.5]) : own.kind - 1,
      band: draw(random, shares.band),
      group: draw(random, shares.group),
    };
    if (pupil.band === 0) first++;
    const at = i * p;
    for (const one of [pupil.year, 5 + pupil.gender, 7 + pupil.band, 10 + pupil.group]) X[at + one] = 1;
    for (const one of [21 + own.kind, 24 + own.church, 27]) X[at + one] = 1;
    X[at + 3] = own.meals;
    const score =
      own.mean +
      effects.year[pupil.year]! +
      own.gender[pupil.gender]! +
      own.band[pupil.band]! +
      scores.ofPupils * random.randn();
    y[i] = Math.min(scores.most, Math.max(scores.least, Math.round(score)));
  }
  for (let i = 0; i < n; i++) X[i * p + 4] = Math.round((100 * first) / n);
  return { name, X: { data: X, rows: n, columns: p }, y };
}

/** One of the places of a list of shares that sum to 1. */
function draw(random: RandomState, of: readonly number[]): number {
  let left = random.random();
  for (const [k, share] of of.entries()) {
    if (left < share) return k;
    left -= share;
  }
  return of.length - 1;
}
