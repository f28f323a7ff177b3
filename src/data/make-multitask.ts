import { choice, count, fillParameters, flag, real, seed, type Values } from "../base/parameter.ts";
import { reject, said } from "../check/reject.ts";
import { type Dense, zeros } from "../matrix/dense.ts";
import { randomStateOf } from "../matrix/random.ts";
import { normal, type StructureName, structures, type TaskStructure } from "./task-structure.ts";

const table = {
  /** What the tasks have in common. */
  structure: choice("clusters", Object.keys(structures) as StructureName[]),
  /** Tasks. */
  nTasks: count(10, 2, Infinity),
  /** Rows of a task. */
  nSamples: count(100, 1, Infinity),
  /** Features. */
  nFeatures: count(20, 1, Infinity),
  /** Standard deviation of the noise on targets. */
  noise: real(1, 0, Infinity),
  /** Whether all tasks are on the same rows. */
  shared: flag(false),
  /** Correlation of the coefficients of tasks that are related directly. */
  similarity: real(0.9, 0, 1),
  /** Clusters, of about as many tasks each (clusters). */
  nClusters: count(3, 1, Infinity),
  /** Rank of the coefficients (lowRank). */
  rank: count(2, 1, Infinity),
  /** Features in use (sharedSupport, temporal). */
  nInformative: count(5, 1, Infinity),
  /** Tasks that have nothing to do with the others (outliers). */
  nOutliers: count(2, 0, Infinity),
  /** Who draws: a seed, a generator that goes on, or nothing. */
  randomState: seed(),
};

/** Tasks with a known structure. */
export interface MadeMultitask extends TaskStructure {
  readonly tasks: { readonly X: Dense; readonly y: Float64Array }[];
}

/** The same where all tasks are on the same rows. */
export interface MadeShared extends MadeMultitask {
  /** n x p */
  readonly X: Dense;
  /** n x T */
  readonly Y: Dense;
}

type Options = Partial<Values<typeof table>>;

/**
 * Makes tasks whose structure is known: y_t = X_t w_t + noise, X standard normal, no intercepts.
 *
 * Coefficients have mean 0 and variance 1. `structure` says what they have in common, and what is true of them is returned
 * beside `coef`, p x T, and the `correlation` of the tasks that they were drawn with:
 *
 * | `structure` | coefficients | told |
 * |---|---|---|
 * | `"clusters"` | tasks of a cluster have correlation `similarity`, others none | `clusters` |
 * | `"lowRank"` | W = A B, A of p x `rank` | `rank` |
 * | `"graph"` | a random tree of tasks; those d edges apart have correlation `similarity`^d | `edges` |
 * | `"sharedSupport"` | `nInformative` features that all tasks use, each in its own way | `support` |
 * | `"temporal"` | `nInformative` features, tasks d steps apart with correlation `similarity`^d | `support`, `edges` |
 * | `"outliers"` | as one cluster, but for `nOutliers` tasks that go their own way | `outliers` |
 *
 * The same seed makes the same bits on every runtime. With `shared` all tasks are on the same rows, which are `X` and `Y` too.
 *
 * @throws PolytaskError where an option is out of its range, or asks for more clusters or outliers than tasks, more features
 * in use than there are, or a rank above both
 * @see scikit-learn, `make_regression`, whose manners these are
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { adjustedRandScore } from "polytask";
 * import { makeMultitask } from "polytask/data";
 *
 * const { tasks, coef, clusters } = makeMultitask({ structure: "clusters", nTasks: 6, nClusters: 2, randomState: 0 });
 * assert.deepEqual([tasks.length, tasks[0]!.X.rows, coef.rows, coef.columns], [6, 100, 20, 6]);
 * assert.equal(adjustedRandScore(clusters!, clusters!), 1);
 *
 * const { X, Y } = makeMultitask({ structure: "lowRank", shared: true, noise: 0, randomState: 0 });
 * assert.deepEqual([X.columns, Y.columns], [20, 10]);
 * ```
 */
export function makeMultitask(options: Options & { readonly shared: true }): MadeShared;
export function makeMultitask(options?: Options): MadeMultitask;
export function makeMultitask(options: Options = {}): MadeMultitask | MadeShared {
  const settings = fillParameters("makeMultitask", table, options);
  check(settings);
  const { structure, nTasks, nSamples, nFeatures, noise, shared, randomState } = settings;
  const random = randomStateOf("makeMultitask.randomState", randomState);
  const made: TaskStructure = structures[structure](settings, random);
  const all = shared ? normal(random, nSamples, nFeatures) : undefined;
  const tasks = Array.from({ length: nTasks }, (_, t) => {
    const X = all ?? normal(random, nSamples, nFeatures);
    const y = Float64Array.from({ length: nSamples }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < nFeatures; j++) {
        sum += X.data[i * nFeatures + j]! * made.coef.data[j * nTasks + t]!;
      }
      return sum + noise * random.randn();
    });
    return { X, y };
  });
  if (!all) return { ...made, tasks };
  const Y = zeros(nSamples, nTasks);
  for (let k = 0; k < Y.data.length; k++) Y.data[k] = tasks[k % nTasks]!.y[Math.floor(k / nTasks)]!;
  return { ...made, tasks, X: all, Y };
}

/** Refuses what a structure has no room for. */
function check(settings: Values<typeof table>): void {
  const { structure, nTasks, nFeatures } = settings;
  const most = {
    clusters: ["nClusters", nTasks, "tasks"],
    lowRank: ["rank", Math.min(nTasks, nFeatures), "tasks and features"],
    sharedSupport: ["nInformative", nFeatures, "features"],
    temporal: ["nInformative", nFeatures, "features"],
    outliers: ["nOutliers", nTasks, "tasks"],
    graph: undefined,
  } as const;
  const limit = most[structure];
  if (!limit) return;
  const [name, room, of] = limit;
  if (settings[name] <= room) return;
  reject("param", `makeMultitask.${name}`, `at most ${room}, as there are ${of}`, said(`${settings[name]}`));
}
