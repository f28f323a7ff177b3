import { giveState, type LearntState, takeState } from "../base/learnt-state.ts";
import type { LinearModel } from "../base/linear-model.ts";
import { choice, real, type Values } from "../base/parameter.ts";
import type { TaskShape } from "../base/task-names.ts";
import type { TaskData } from "../base/tasks.ts";
import { ConvergenceWarning, warn } from "../base/warning.ts";
import { type Work, within } from "../base/work.ts";
import { type Form, madeBy, recordOf } from "../check/form.ts";
import { foldsParameter, observedOn, splitterOf } from "../estimator/folds.ts";
import { FoldsLearner } from "../estimator/folds-learner.ts";
import { penalised } from "../estimator/penalised-regressor.ts";
import { searched } from "../estimator/strength-search.ts";
import type { FoldStatistics } from "../fold/fold-statistics.ts";
import { pair } from "../solver/penalised.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import { chooseRows, compareMethods } from "./compare-methods.ts";
import { type Method, methodOf, methodsParameter } from "./method.ts";
import { MethodReport, strengths } from "./method-report.ts";
import { nestedErrors } from "./nested-errors.ts";
import { foldsToNest, nested } from "./nested-folds.ts";

const table = {
  methods: methodsParameter,
  ...searched,
  alphas: { ...searched.alphas, default: 20 },
  /** How many folds, 3 or more, or who makes them; every row is tested once. The inner folds are the other outer ones. */
  cv: {
    ...foldsParameter,
  },
  /** Best: the least error; oneStandardError: the first of the methods within one standard error of it. */
  rule: choice("best", ["best", "oneStandardError"]),
  /** How sure the intervals are. */
  confidence: {
    ...real(0.95, 0, 1),
    rule: "a number between 0 and 1",
    accepts: (value: unknown) => typeof value === "number" && value > 0 && value < 1,
  },
  ...penalised,
};

interface Found {
  readonly report: MethodReport;
  readonly alpha: number | readonly number[];
}

const foundForm: Form<Found> = /* @__PURE__ */ recordOf({
  report: madeBy(MethodReport),
  alpha: strengths,
});

/**
 * Compares ways to learn tasks by nested cross-validation, keeps one, and fits it on all data: squared loss, linear models.
 *
 * The methods, from simple to rich, with their strengths: `pooled` (one w for all tasks, each with its own intercept, under a
 * ridge), `ridge` (one strength), `single` (a ridge a task, each with a strength of its own), `meanRegularized` (with a ridge of 0.01 of
 * its strength, so that the mean is held too), `l21`, `traceNorm`, `taskRelationship` (no ridge beside it) and `clustered` (2, 3 and
 * 5 clusters, or 1 of two tasks, beta = 0.1 alpha); or penalties of your own, `{ name, penalty: family or families, alphas? }`.
 *
 * Each of K outer folds measures what the other folds chose, which are its inner folds. The rows are read once, into the folds'
 * statistics; training sets are their merges, and a fit without folds a and b is an inner one of both, so that K (K + 1) / 2
 * paths do. Counted strengths are shares of what the training data call strong (norms: from `alphaMax` down to `eps` of it; squares:
 * from 10 times the mean diagonal of XᵀX / n̄ down to eps² of that), so that nothing of a test row is in them. In the end strengths
 * are chosen by the K folds on all data. The error of a fold is that of all its rows, or with `taskWeight` "equal" the mean over
 * the tasks.
 *
 * @throws PolytaskError where folds do not test every row once, are fewer than 3, or have none of a task; where a penalty has no
 * conjugate
 * @see Stone 1974; Varma & Simon 2006 for nesting; Nadeau & Bengio 2003 for the intervals; Breiman et al. 1984, section 3.4.3, for
 * the rule of one standard error
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { makeMultitask } from "polytask/data";
 * import { AutoMultiTask } from "polytask/select";
 *
 * const { tasks } = makeMultitask({ structure: "sharedSupport", nSamples: 40, nTasks: 5, randomState: 0 });
 * const model = new AutoMultiTask({ methods: ["pooled", "single", "l21"], alphas: 8, cv: 4 }).fit(tasks);
 * assert.equal(model.method, "l21");
 * assert.equal(model.report.sharing?.verdict, "pays");
 * assert.ok(`${model.report}`.includes("> l21")); // a table; console.log shows it too
 * ```
 */
export class AutoMultiTask extends FoldsLearner<typeof table> {
  static readonly parameters = table;
  #found: Found | undefined;

  constructor(params?: Partial<Values<typeof table>>) {
    super("AutoMultiTask", table, params);
  }

  /** What was compared, with intervals, and why the method was kept. */
  get report(): MethodReport {
    return this.#compared("report").report;
  }

  /** The name of the method that was kept. */
  get method(): string {
    return this.#compared("method").report.chosen;
  }

  /** The strength of the fit on all data; one a task where each has its own. */
  get alpha(): number | readonly number[] {
    return this.#compared("alpha").alpha;
  }

  #compared(asked: string): Found {
    this.learnt(asked);
    return this.#found!;
  }

  protected override *solve(data: TaskData, where: string): Work<LinearModel> {
    this.#methodsFor(data, where);
    const splits = splitterOf(`${where} cv`, this.params.cv, observedOn(data));
    const folds = yield* within(foldsToNest(where, data, splits), 0, 0.1);
    return yield* within(this.solveFolds(folds, where), 0.1, 1);
  }

  /** The methods, after a look at whether their penalties suit the data. */
  #methodsFor(shape: TaskShape, where: string): Method[] {
    const methods = this.params.methods.map(methodOf);
    for (const method of methods)
      for (const family of method.penalties(shape.T)) pair(where, family(1), shape);
    return methods;
  }

  protected override *solveFolds(given: FoldStatistics, where: string): Work<LinearModel> {
    const { methods: _, alphas, eps, cv: __, rule, confidence, ...rest } = this.params;
    const settings = { ...rest, where };
    const methods = this.#methodsFor(given.total, where);
    const folds = nested(where, given);
    const grid = { alphas, eps };
    const measured = yield* within(nestedErrors(folds, methods, settings, grid), 0, 0.95);
    const errorOf = errorOfTasks(folds.tests, rest.taskWeight);
    const share = 1 / (folds.tests.length - 1);
    const report = compareMethods(methods, measured.errors, { rule, confidence, share, errorOf });
    const at = methods.findIndex(({ name }) => name === report.chosen);
    const method = methods[at]!;
    const outer = measured.errors[at]!.outer.map((errors, fold) => ({ errors, fold }));
    const rows = chooseRows(outer, method, errorOf);
    const strengths = method.strengths(folds.total, settings, grid);
    const model = yield* within(method.fit(folds.total, settings, strengths, rows), 0.95, 1);
    if (measured.unconverged > 0) {
      const message = `${measured.unconverged} of ${measured.fits} fits of the cross-validation stopped above their tolerance: allow more iterations, or ask for less`;
      warn(new ConvergenceWarning(this.name, message));
    }
    const chosen = rows.map((row) => strengths[row]!);
    this.#found = { report, alpha: method.perTask ? chosen : chosen[0]! };
    return model;
  }

  override [giveState](): LearntState | undefined {
    const state = super[giveState]();
    return state && { ...state, found: this.#found };
  }

  override [takeState](state: LearntState): void {
    super[takeState](state);
    this.#found = foundForm(`${this.name} found`, state["found"]);
  }
}

/** A fold's mean squared error of those of its tasks, by the weights of its rows or not. */
function errorOfTasks(tests: readonly TaskStatistics[], taskWeight: "samples" | "equal") {
  const weights = tests.map((test) => {
    const own = new Float64Array(test.T).fill(1);
    if (taskWeight === "equal") return own;
    for (const { tasks, moments } of test.groups) for (const t of tasks) own[t] = moments.weight;
    return own;
  });
  return (errors: ArrayLike<number>, fold: number): number => {
    let [sum, weight] = [0, 0];
    for (const [t, own] of weights[fold]!.entries()) {
      sum += own * errors[t]!;
      weight += own;
    }
    return sum / weight;
  };
}
