import type { Matrix } from "ml-matrix";
import { type LinearModel, toMatrix } from "../base/linear-model.ts";
import { countOrList, real, type Values } from "../base/parameter.ts";
import type { TaskData } from "../base/tasks.ts";
import { ConvergenceWarning, warn } from "../base/warning.ts";
import { type Work, within } from "../base/work.ts";
import { reject } from "../check/reject.ts";
import { type FoldStatistics, isFoldStatistics } from "../fold/fold-statistics.ts";
import type { Dense } from "../matrix/dense.ts";
import { geometric } from "../matrix/geometric.ts";
import { leaveOneOut } from "../solver/coupled/leave-one-out.ts";
import { crossValidate, leastError, type Path } from "../solver/cross-validate.ts";
import { foldsOf, foldsOfStatistics } from "../solver/folds.ts";
import type { PenaltyFamily } from "../solver/follow.ts";
import type { Opened, PenalisedSettings } from "../solver/opened.ts";
import { fitPenalisedRows, pair } from "../solver/penalised.ts";
import { type FoldsOrRows, foldsParameter, observedOn, splitterOf } from "./folds.ts";
import { penalised } from "./penalised-regressor.ts";
import { drawerOf, selection } from "./selection.ts";
import { readStrengths } from "./strengths.ts";

/** Which strengths are tried, and on which folds. */
export const searched = {
  /** How many strengths, evenly spaced in their logarithm, or the strengths. */
  alphas: countOrList(100),
  /** The smallest strength, as a share of the largest, where they are counted. */
  eps: {
    ...real(1e-3, 0, 1),
    rule: "a number between 0 and 1",
    accepts: (value: unknown) => typeof value === "number" && value > 0 && value < 1,
  },
  cv: foldsParameter,
};

/** The parameters that every cross-validated regression with a penalty has. */
export const crossValidated = { ...searched, ...selection, ...penalised };

/** What a search is told. */
export type SearchParams = Omit<Values<typeof crossValidated>, "cv"> & { readonly cv: FoldsOrRows };

/** What a search has found. */
export interface Search {
  readonly paths: readonly Path[];
  /** One a path: mean squared errors, strengths x folds; one column where every row was left out alone. */
  readonly errors: readonly Matrix[];
  readonly best: { readonly path: number; readonly row: number };
  /** The best penalty's, on all data. */
  readonly model: LinearModel;
}

/** A number below which no strength is looked for, as in scikit-learn: targets that are 0 have none. */
const least = 1e-15;

/**
 * Follows every family of penalties down its strengths on the training part of every fold, and fits the one of the least mean
 * squared error, the mean over the folds, on all data. The rows are read once, into statistics, but where fits go by rows. Rows that are
 * left out one by one cost no fits. Where the statistics of folds are given, no row is read.
 */
export function* searchStrength(
  owner: string,
  data: TaskData | FoldStatistics,
  families: readonly PenaltyFamily[],
  params: SearchParams & { readonly where: string },
): Work<Search> {
  const { alphas, eps, cv, ...rest } = params;
  const { where } = rest;
  const settings = { ...rest, random: drawerOf(owner, rest) };
  const given = typeof alphas === "number" ? undefined : readStrengths(where, Array.from(alphas));
  const weakest = families.map((family) => family(given ? given.at(-1)! : 1));
  for (const penalty of weakest) pair(where, penalty, isFoldStatistics(data) ? data.total : data);
  if (cv === "leaveOneOut") {
    if (isFoldStatistics(data)) return reject("pair", `${where} cv`, "folds, where there are no rows", cv);
    if (given) return yield* searchRows(data, families.map((family) => ({ family, alphas: given })), settings); // biome-ignore format: one call
    reject("pair", `${where} alphas`, "a list of strengths, where rows are left out one by one", alphas);
  }
  const folds = isFoldStatistics(data)
    ? foldsOfStatistics(data, settings)
    : yield* within(foldsOf(data, splitterOf(`${where} cv`, cv, observedOn(data)), weakest, settings), 0, 0.1); // biome-ignore format: one call
  const whole = folds.openWhole();
  try {
    const grid = (family: PenaltyFamily): readonly number[] =>
      given ?? spaced(whole, family, eps, alphas as number);
    const paths = families.map((family) => ({ family, alphas: grid(family) }));
    const { paths: errors, unconverged } = yield* within(crossValidate(folds, paths), 0.1, 0.95);
    const best = leastError(errors);
    const { family, alphas: strengths } = paths[best.path]!;
    const chosen = yield* within(whole.fit(family(strengths[best.row]!), {}), 0.95, 1);
    if (unconverged > 0) {
      const all = folds.count * paths.reduce((sum, path) => sum + path.alphas.length, 0);
      const message = `${unconverged} of ${all} fits of the cross-validation stopped above their tolerance: allow more iterations, or ask for less`;
      warn(new ConvergenceWarning(owner, message));
    }
    return { paths, errors: errors.map(toMatrix), best, model: chosen.model() };
  } finally {
    whole.close();
  }
}

/** The same with every row left out alone: its errors, their mean over the tasks, cost no fits. */
function* searchRows(data: TaskData, paths: readonly Path[], settings: PenalisedSettings): Work<Search> {
  const penalties = paths.flatMap(({ family, alphas }) => alphas.map((alpha) => family(alpha)));
  const left = yield* within(leaveOneOut(data, penalties, settings), 0, 0.5);
  let row = 0;
  const next = (): number => meanOfRow(left, row++);
  const errors = paths.map(({ alphas }) => ({
    data: Float64Array.from(alphas, next),
    rows: alphas.length,
    columns: 1,
  }));
  const best = leastError(errors);
  const { family, alphas } = paths[best.path]!;
  const chosen = yield* within(fitPenalisedRows(data, family(alphas[best.row]!), settings), 0.5, 1);
  return { paths, errors: errors.map(toMatrix), best, model: chosen.model() };
}

const meanOfRow = ({ data, columns }: Dense, row: number): number =>
  data.subarray(row * columns, (row + 1) * columns).reduce((sum, value) => sum + value, 0) / columns;

function spaced(whole: Opened, family: PenaltyFamily, eps: number, count: number): readonly number[] {
  const largest = whole.alphaMax(family(1));
  return largest > least ? geometric(largest, eps, count) : new Array<number>(count).fill(least);
}
