import type { Parameter, Values } from "../base/parameter.ts";
import { part } from "../base/parameter.ts";
import type { TaskBlock, TaskData } from "../base/tasks.ts";
import { report, type Work } from "../base/work.ts";
import { type Form, madeBy } from "../check/form.ts";
import { type FlatMatrix, readMatrixOrColumn } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import { TaskEstimator } from "./task-estimator.ts";
import { type TargetRegressor, type TargetTransformer, TransformedModel } from "./transformed-model.ts";

type Change = (value: number) => number;

const optional = <V>(rule: string, accepts: (value: unknown) => boolean): Parameter<V | undefined> => ({
  default: undefined,
  rule,
  accepts: (value) => value === undefined || accepts(value),
  wrong: [null, 0, "log", {}],
});

const transformerPart = part<TargetTransformer>(["clone", "fit", "transform", "inverseTransform"]);
const isFunction = (value: unknown): boolean => typeof value === "function";

const table = {
  /** Who learns the transformed targets. */
  regressor: part<TargetRegressor>(["clone", "fit", "predict"]),
  /** What transforms targets; every task has a copy. */
  transformer: optional<TargetTransformer>(transformerPart.rule, transformerPart.accepts),
  /** What becomes of a target, instead of a transformer. */
  func: optional<Change>("a function", isFunction),
  /** The way back from func. */
  inverseFunc: optional<Change>("a function", isFunction),
};

type Parameters = Partial<Values<typeof table>> & Pick<Values<typeof table>, "regressor">;

/** The way there and back of a task's targets. */
type Way = Pick<TargetTransformer, "transform" | "inverseTransform">;

/**
 * A regressor of transformed targets, whose predictions are transformed back: by a transformer that every task has a copy of, or by a
 * function and its inverse. Missing targets stay missing, and neither they nor rows of weight 0 are transformed.
 *
 * @throws PolytaskError where there are neither or both of transformer and functions; where a transformed target is not finite
 * @see scikit-learn, `sklearn.compose.TransformedTargetRegressor`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge, TransformedTarget } from "polytask";
 *
 * const X = [[0], [1], [2], [3]];
 * const Y = [[1, 0], [4, 1], [9, NaN], [16, 9]]; // (x + 1)² and x²
 * const model = new TransformedTarget({ regressor: new MultiOutputRidge({ alpha: 0 }), func: Math.sqrt, inverseFunc: (z) => z * z });
 * const [row] = model.fit(X, Y).predict([[9]]).to2DArray();
 * assert.ok(Math.abs(row![0]! - 100) < 1e-9 && Math.abs(row![1]! - 81) < 1e-9);
 * ```
 */
export class TransformedTarget extends TaskEstimator<typeof table, TransformedModel> {
  static readonly parameters = table;

  constructor(params: Parameters) {
    super("TransformedTarget", table, params);
    const { transformer, func, inverseFunc } = this.params;
    const functions = Number(func !== undefined) + Number(inverseFunc !== undefined);
    if (functions === 1 || (transformer !== undefined) === (functions === 2)) {
      reject("pair", "TransformedTarget", "a transformer, or func and inverseFunc", said("neither or both"));
    }
  }

  /** The fitted regressor of transformed targets. */
  get regressor(): TargetRegressor {
    return this.learnt("regressor").parts.regressor;
  }

  protected override get form(): Form<TransformedModel> {
    return madeBy(TransformedModel);
  }

  protected override *solve(data: TaskData, where: string): Work<TransformedModel> {
    const { p, T, taskNames } = data;
    const ways = new Array<Way>(T);
    const blocks = data.blocks.map((block) => {
      const Y = { ...block.Y, data: block.Y.data.slice() };
      for (const [k, t] of block.tasks.entries()) {
        const seen = observed(block, k);
        const y = Float64Array.from(seen, (i) => Y.data[i * Y.columns + k]!);
        if (y.length === 0)
          reject(
            "value",
            `${where} task ${taskNames ? JSON.stringify(taskNames[t]) : t}`,
            "at least one observed target with a positive weight",
            said("none"),
          );
        ways[t] = this.#way(where, y);
        for (let i = 0; i < Y.rows; i++) Y.data[i * Y.columns + k] = NaN;
        const z = readMatrixOrColumn(`${where} transformer`, ways[t].transform(columnOf(y))).data;
        for (const [at, i] of seen.entries()) Y.data[i * Y.columns + k] = z[at]!;
      }
      return { ...block, Y };
    });
    yield* report({ stage: "targets", fraction: 0.1 });
    const regressor = this.params.regressor.clone();
    fitBlocks(regressor, blocks, data);
    return new TransformedModel({ p, T, taskNames, regressor, ways });
  }

  #way(where: string, y: Float64Array): Way {
    const { transformer, func, inverseFunc } = this.params;
    if (transformer) {
      const own = transformer.clone();
      own.fit(columnOf(y));
      return own;
    }
    const each =
      (change: Change, name: string) =>
      ({ data }: FlatMatrix): FlatMatrix =>
        readMatrixOrColumn(
          `${where} ${name}`,
          data.map((value) => change(value)),
        );
    return { transform: each(func!, "func"), inverseTransform: each(inverseFunc!, "inverseFunc") };
  }
}

const columnOf = (data: Float64Array): FlatMatrix => ({ data, rows: data.length, columns: 1 });

/** The rows on which a task is observed with a positive weight. */
function observed({ Y, weight }: TaskBlock, k: number): Int32Array {
  const perTask = weight !== undefined && weight.length !== Y.rows;
  const rows: number[] = [];
  for (let i = 0; i < Y.rows; i++) {
    const s = weight ? weight[perTask ? i * Y.columns + k : i]! : 1;
    if (s > 0 && !Number.isNaN(Y.data[i * Y.columns + k]!)) rows.push(i);
  }
  return Int32Array.from(rows);
}

function fitBlocks(
  regressor: TargetRegressor,
  blocks: readonly TaskBlock[],
  { T, taskNames }: TaskData,
): void {
  const [first] = blocks;
  if (blocks.length === 1 && first!.tasks.length === T) {
    const { X, Y, weight } = first!;
    const sampleWeight = weight && { data: weight, rows: X.rows, columns: weight.length / X.rows };
    regressor.fit(X, Y, { ...(sampleWeight && { sampleWeight }), ...(taskNames && { taskNames }) });
    return;
  }
  regressor.fit(
    blocks.map(({ X, Y, weight }, t) => ({
      ...{ X, y: Y.data },
      ...(taskNames && { name: taskNames[t]! }),
      ...(weight && { sampleWeight: weight }),
    })),
  );
}
