import type { Matrix } from "ml-matrix";
import { toMatrix } from "../base/linear-model.ts";
import type { Mark } from "../base/mark.ts";
import { type Parameter, real, type Values } from "../base/parameter.ts";
import type { TaskBlock, TaskData } from "../base/tasks.ts";
import type { AsyncOptions, OnProgress, Work } from "../base/work.ts";
import { type Form, madeBy } from "../check/form.ts";
import { type MatrixLike, readMatrix, readVector, type VectorLike } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { readWeights } from "../check/weights.ts";
import type { Dense } from "../matrix/dense.ts";
import { r2Score } from "../metric/index.ts";
import { l21 } from "../penalty/l21.ts";
import { fitPenalisedRows } from "../solver/penalised.ts";
import { warnUnlessConverged } from "./convergence.ts";
import { IncompleteModel } from "./incomplete-model.ts";
import { Learner } from "./learner.ts";
import { penalised } from "./penalised-regressor.ts";
import { isSources, patternsOf, type Sources, sourceOfFeatures } from "./source-patterns.ts";

/** Blocks of features that are there or missing together. */
const sourcesParameter: Parameter<Sources> = {
  default: undefined as never,
  rule: "the sizes of the blocks of features, or a list of features for each",
  accepts: isSources,
  wrong: [undefined, null, [], [0], [1.5], [[]], [2, [3]], "2"],
};

const table = {
  sources: sourcesParameter,
  /** Strength of the penalty. */
  alpha: real(1, 0, Infinity),
  ...penalised,
};

type Parameters = Partial<Values<typeof table>> & Pick<Values<typeof table>, "sources">;

interface IncompleteRows {
  readonly X: Dense;
  readonly y: Float64Array;
  readonly weight: Float64Array | undefined;
  readonly owner: readonly number[];
  /** The pattern of every row. */
  readonly rows: readonly string[];
}

/**
 * Regression on rows in which whole blocks of features are missing (iMSF): a model for every pattern of blocks that are there,
 *
 *     1/(2 n̄) Σ_m ‖y_m − X_m w_m − b_m‖² + alpha Σ_j ‖W_j·‖₂,  W p x (number of patterns),
 *
 * m over the patterns, n̄ the mean number of rows of one. Nothing is filled in and no row is thrown away: a row of W is a feature in
 * all patterns that have it, so that they agree on which features to use, and is 0 in those that have not.
 *
 * X has NaN where a block is missing, in all of its features; a missing target leaves its row out. `predict` takes rows of any pattern
 * that was seen in `fit`. Features should be on one scale. MALSAR's Least_iMSF has no intercept and takes alpha as a share of the
 * smallest one at which W is 0; its loss is one over the number of rows of all patterns.
 *
 * @see Yuan, Wang, Thompson, Narayan & Ye 2012, Multi-source learning for joint analysis of incomplete multi-modality neuroimaging
 * data, eq. 1; MALSAR Least_iMSF
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { IncompleteSources } from "polytask";
 *
 * // a questionnaire of two numbers that all filled in, and a scan that some have
 * const X = [[0, 1, 2], [1, 0, 1], [2, 1, 0], [3, 0, 2], [1, 2, NaN], [2, 0, NaN], [3, 3, NaN]];
 * const y = [4, 3, 2, 7, 1, 2, 3]; // the first, and twice the scan
 * const model = new IncompleteSources({ sources: [2, 1], alpha: 0.001, tol: 1e-9 }).fit(X, y);
 * assert.deepEqual(model.patterns, [[0, 1], [0]]);
 * const [scanned, not] = model.predict([[2, 2, 1], [2, 2, NaN]]) as [number, number] & Float64Array;
 * assert.ok(Math.abs(scanned - 4) < 0.02 && Math.abs(not - 2) < 0.02);
 * assert.throws(() => model.predict([[NaN, NaN, 1]]), /row 0: expected sources that came together in fit, 0, 1 or 0, got 1$/);
 * ```
 */
export class IncompleteSources extends Learner<typeof table, IncompleteModel, IncompleteRows> {
  static readonly parameters = table;

  constructor(params: Parameters) {
    super("IncompleteSources", table, params);
  }

  protected override get formula(): string {
    return "1/(2 n̄) Σ_m ‖y_m − X_m w_m − b_m‖² + alpha Σ_j ‖W_j·‖₂, m over the patterns of sources";
  }

  protected override read(
    where: string,
    [X, y, options]: readonly unknown[],
    extra: readonly (keyof AsyncOptions)[],
    copy: boolean,
  ): { data: IncompleteRows; options: AsyncOptions } {
    checkOptions(where, options, ["sampleWeight", ...extra]);
    const given = (options ?? {}) as AsyncOptions & { sampleWeight?: unknown };
    const rows = readMatrix(`${where} X`, X, { missing: true, copy });
    const target = readVector(`${where} y`, y, { missing: true });
    if (target.length !== rows.rows) {
      reject("shape", `${where} y`, `${rows.rows} targets, one a row of X`, said(`${target.length}`));
    }
    const weight = readWeights(`${where} sampleWeight`, given.sampleWeight, rows.rows, 1, copy);
    const owner = sourceOfFeatures(`${this.name}.sources`, this.params.sources, rows.columns);
    const patterns = patternsOf(`${where} X`, rows, owner);
    return { data: { X: rows, y: target, weight, owner, rows: patterns }, options: given };
  }

  protected override get form(): Form<IncompleteModel> {
    return madeBy(IncompleteModel);
  }

  protected override *solve(data: IncompleteRows, where: string): Work<IncompleteModel> {
    const { alpha, sources: _, ...settings } = this.params;
    const patterns = [...new Set(data.rows)];
    const blocks = patterns.map((pattern, task) => blockOf(data, pattern, task));
    const taskNames = patterns.map((pattern) => `sources ${pattern}`);
    const tasks: TaskData = { p: data.X.columns, T: patterns.length, taskNames, blocks };
    const linear = (yield* fitPenalisedRows(tasks, l21(alpha), { ...settings, where })).model();
    const { p, T } = tasks;
    return new IncompleteModel({ p, T, taskNames, linear, owner: data.owner, patterns });
  }

  protected override learn(model: IncompleteModel): void {
    super.learn(model);
    warnUnlessConverged(this.name, model.parts.linear);
  }

  /** X is n x p with NaN in the features of missing sources, y has n numbers, NaN where one is missing. Returns this. */
  fit(X: MatrixLike, y: VectorLike, options?: { sampleWeight?: VectorLike; onProgress?: OnProgress }): this {
    return this.fitNow([X, y, options]);
  }

  /** Like `fit`, giving way to other work every 50 ms or so; the inputs are copied before the first pause. */
  fitAsync(
    X: MatrixLike,
    y: VectorLike,
    options?: { sampleWeight?: VectorLike } & AsyncOptions,
  ): Promise<this> {
    return this.fitSoon([X, y, options]);
  }

  /** A number for every row, by the model of the sources that it has; refuses sources that never came together in `fit`. */
  predict(X: MatrixLike): Float64Array {
    const { linear, owner, patterns } = this.learnt("predict").parts;
    const where = `${this.name}.predict X`;
    const inputs = readMatrix(where, X, { missing: true });
    if (inputs.columns !== linear.p) {
      reject("shape", where, `${linear.p} columns`, said(`${inputs.columns}`));
    }
    const tasks = patternsOf(where, inputs, owner).map((pattern, i) => {
      const task = patterns.indexOf(pattern);
      const rule = `sources that came together in fit, ${patterns.join(" or ")}`;
      return task >= 0 ? task : reject("value", `${where} row ${i}`, rule, said(pattern));
    });
    const all = linear.apply({ ...inputs, data: filled(inputs.data) });
    return Float64Array.from(tasks, (task, i) => all.data[i * patterns.length + task]!);
  }

  /** R² of all rows together. */
  score(X: MatrixLike, y: VectorLike): number {
    return r2Score(y, this.predict(X));
  }

  /** W, p x (number of patterns): row = feature, column = pattern; 0 where a pattern has not the feature. */
  get coef(): Matrix {
    return toMatrix(this.learnt("coef").parts.linear.coef);
  }

  /** One a pattern. */
  get intercept(): Float64Array {
    return this.learnt("intercept").parts.linear.intercept.slice();
  }

  /** The sources that came together, pattern by pattern, in the order of their first rows. */
  get patterns(): number[][] {
    return this.learnt("patterns").parts.patterns.map((pattern) => pattern.split(", ").map(Number));
  }

  /** The curve of the fit. */
  get marks(): readonly Mark[] {
    return this.learnt("marks").parts.linear.marks;
  }

  /** How far above the optimum the objective may be, in its units. */
  get dualGap(): number {
    return this.learnt("dualGap").parts.linear.marks.at(-1)!.gap;
  }

  get converged(): boolean {
    return this.learnt("converged").parts.linear.converged;
  }
}

/** The rows of a pattern, a task: 0 where features are missing, so that their coefficients cost and change nothing. */
function blockOf({ X, y, weight, rows }: IncompleteRows, pattern: string, task: number): TaskBlock {
  const own = [...rows.keys()].filter((i) => rows[i] === pattern);
  const p = X.columns;
  const data = new Float64Array(own.length * p);
  for (const [k, i] of own.entries()) data.set(filled(X.data.subarray(i * p, (i + 1) * p)), k * p);
  const of = (values: Float64Array): Float64Array => Float64Array.from(own, (i) => values[i]!);
  return {
    X: { data, rows: own.length, columns: p },
    Y: { data: of(y), rows: own.length, columns: 1 },
    weight: weight && of(weight),
    tasks: [task],
  };
}

const filled = (values: Float64Array): Float64Array => values.map((x) => (Number.isNaN(x) ? 0 : x));
