import {
  type FlatMatrix,
  type MatrixLike,
  readMatrixOrColumn,
  readVector,
  type VectorLike,
} from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { colours, finite, specOf } from "./look.ts";
import { namesOf, titleOf, withUnit } from "./names.ts";
import { Picture } from "./picture.ts";

interface Options {
  readonly title?: string;
  readonly taskNames?: readonly string[];
  /** That of the targets. */
  readonly unit?: string;
  /** Whether all tasks are on one scale, which is to be had where they share a unit. Default true. */
  readonly sharedScale?: boolean;
}

/** One a task, n_t each. */
type PerTask = readonly { readonly y: VectorLike; readonly name?: string }[];

/**
 * Predicted against true, a small picture a task, with the line on which both are the same. Rows whose target is NaN, missing, are left
 * out.
 *
 * @param truth - targets, n x T; or tasks with targets of their own
 * @param predicted - what `predict` gave for the same rows
 * @throws PolytaskError where the two do not fit each other, or predictions are not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge } from "polytask";
 * import { plotPredictions } from "polytask/plot";
 *
 * const X = [[0, 1], [1, -1], [2, -1], [3, 1]];
 * const Y = [[0, 1], [2, NaN], [4, 3], [6, 4]];
 * const { spec } = plotPredictions(Y, new MultiOutputRidge().fit(X, Y).predict(X), { taskNames: ["a", "b"], unit: "kWh" });
 * const { values } = spec["data"] as { values: { task: string; truth: number | null }[] };
 * assert.equal(values.filter(({ task, truth }) => task === "b" && truth !== null).length, 3);
 * ```
 */
export function plotPredictions(
  truth: MatrixLike | VectorLike,
  predicted: MatrixLike | VectorLike,
  options?: Options,
): Picture;
export function plotPredictions(tasks: PerTask, predicted: readonly VectorLike[], options?: Options): Picture;
export function plotPredictions(truth: unknown, predicted: unknown, options: Options = {}): Picture {
  const where = "plotPredictions";
  checkOptions(where, options, ["title", "taskNames", "unit", "sharedScale"]);
  const { sharedScale = true, unit } = options;
  if (typeof sharedScale !== "boolean") reject("param", `${where}.sharedScale`, "true or false", sharedScale);
  const { columns, given } = isPerTask(truth)
    ? readTasks(where, truth, predicted)
    : readColumns(where, truth, predicted);
  const T = columns.length;
  const names = namesOf(where, "task", options.taskNames ?? given, T);
  const points = columns.map(([y, found]) =>
    Array.from(y, (value, i) => ({ truth: finite(value), predicted: finite(found[i]) })).filter(
      ({ truth }) => truth !== null,
    ),
  );
  const values = points.flatMap((own, t) =>
    own.map((point) => ({ task: names[t]!, ...point, edge: null as number | null })),
  );
  const edges = points.flatMap((own, t) => {
    const all = own.flatMap(({ truth, predicted }) => [truth!, predicted!]);
    const ends =
      all.length === 0 ? [] : [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
    return ends.map((edge) => ({ task: names[t]!, truth: null, predicted: null, edge }));
  });
  const across = T <= 3 ? T : T <= 12 ? 4 : 14;
  const side = T <= 3 ? 220 : T <= 12 ? 140 : 56;
  const count = points.reduce((total, own) => total + own.length, 0);
  const axis = (title: string) => ({
    ...{ title, tickCount: side > 100 ? 5 : 2, grid: side > 100, labelFontSize: side > 100 ? 10 : 8 },
    ...{ labelOverlap: "greedy" },
  });
  const channel = (field: string, title: string) => ({
    field,
    type: "quantitative",
    scale: { zero: false, nice: side > 100 },
    axis: axis(title),
  });
  const [x, y] = [withUnit(where, "true", unit), withUnit(where, "predicted", unit)];
  const same = { type: "line", color: "#555555", strokeDash: [4, 3], strokeWidth: 1, aria: false };
  const dots = {
    type: "point",
    filled: true,
    aria: false,
    color: colours[0]!,
    size: side > 100 ? 16 : 5,
    opacity: count > 500 * T ? 0.25 : 0.6,
  };
  return new Picture(
    specOf(
      {
        title: titleOf(where, options.title, "Predicted against true"),
        subtitle: "On the dashed line both are the same",
      },
      {
        data: { values: [...values, ...edges] },
        columns: across,
        spacing: side > 100 ? 24 : 10,
        facet: {
          ...{ field: "task", type: "nominal", title: null, sort: null },
          header: { labelFontSize: side > 100 ? 12 : 8, labelPadding: 2, labelLimit: side },
        },
        resolve: {
          scale: sharedScale ? { x: "shared", y: "shared" } : { x: "independent", y: "independent" },
        },
        spec: {
          ...{ width: side, height: side },
          layer: [
            { mark: dots, encoding: { x: channel("truth", x), y: channel("predicted", y) } },
            { mark: same, encoding: { x: channel("edge", x), y: channel("edge", y) } },
          ],
        },
      },
    ),
  );
}

const isPerTask = (given: unknown): given is PerTask =>
  Array.isArray(given) && typeof given[0] === "object" && given[0] !== null && "y" in given[0];

interface Read {
  /** Of every task the targets, and the predictions. */
  readonly columns: readonly (readonly [Float64Array, Float64Array])[];
  readonly given: readonly string[] | undefined;
}

function readTasks(where: string, tasks: PerTask, predicted: unknown): Read {
  if (!Array.isArray(predicted) || predicted.length !== tasks.length)
    reject("shape", `${where} predicted`, `${tasks.length} lists, one a task`, predicted);
  const columns = tasks.map(({ y }, t) => {
    const truth = readVector(`${where} task ${t} y`, y, { missing: true });
    const found = readVector(`${where} predicted ${t}`, predicted[t]);
    if (found.length === truth.length) return [truth, found] as const;
    return reject(
      "shape",
      `${where} predicted ${t}`,
      `${truth.length} numbers, one a row`,
      said(`${found.length}`),
    );
  });
  const names = tasks.flatMap(({ name }) => (name === undefined ? [] : [name]));
  return { columns, given: names.length === tasks.length ? names : undefined };
}

function readColumns(where: string, given: unknown, predicted: unknown): Read {
  const truth = readMatrixOrColumn(`${where} truth`, given, { missing: true });
  const found = readMatrixOrColumn(`${where} predicted`, predicted);
  const { rows, columns: T } = truth;
  if (found.rows !== rows || found.columns !== T)
    reject(
      "shape",
      `${where} predicted`,
      `${rows} x ${T}, as the truth`,
      said(`${found.rows} x ${found.columns}`),
    );
  const column = ({ data }: FlatMatrix, t: number): Float64Array =>
    Float64Array.from({ length: rows }, (_, i) => data[i * T + t]!);
  return {
    columns: Array.from({ length: T }, (_, t) => [column(truth, t), column(found, t)]),
    given: undefined,
  };
}
