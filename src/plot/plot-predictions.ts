import {
  type FlatMatrix,
  type MatrixLike,
  readMatrixOrColumn,
  readVector,
  type VectorLike,
} from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { normalQuantile } from "../metric/normal.ts";
import { colours, specOf } from "./look.ts";
import { namesOf, titleOf, withUnit } from "./names.ts";
import { type Json, Picture } from "./picture.ts";

interface Options {
  readonly title?: string;
  readonly taskNames?: readonly string[];
  /** That of the targets. */
  readonly unit?: string;
  /** Whether all tasks are on one scale, which is to be had where they share a unit. Default true. */
  readonly sharedScale?: boolean;
  /** Standard deviations of the predictions, shaped like them, as `predictWithStd` gives them: bars of 95 % beside every dot. */
  readonly std?: MatrixLike | VectorLike | readonly VectorLike[];
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
 * const { values } = spec["data"] as { values: { task: string; truth?: number }[] };
 * assert.equal(values.filter(({ task, truth }) => task === "b" && truth !== undefined).length, 3);
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
  checkOptions(where, options, ["title", "taskNames", "unit", "sharedScale", "std"]);
  const { sharedScale = true, unit } = options;
  if (typeof sharedScale !== "boolean") reject("param", `${where}.sharedScale`, "true or false", sharedScale);
  const { truths, given, like } = isPerTask(truth) ? readTasks(where, truth) : readColumns(where, truth);
  const found = like("predicted", predicted);
  const spread = options.std === undefined ? undefined : like("std", options.std);
  if (spread?.some((own) => own.some((std) => std < 0)))
    reject("param", `${where} std`, "numbers >= 0", said("negative ones"));
  const reach95 = normalQuantile(0.975); // of the middle 95 %, in standard deviations
  const T = truths.length;
  const names = namesOf(where, "task", options.taskNames ?? given, T);
  const rows = truths.map((own, t) =>
    Array.from(own, (truth, i) => {
      const predicted = found[t]![i]!;
      const reach = reach95 * (spread?.[t]?.[i] ?? 0);
      const bar = spread && { low: predicted - reach, high: predicted + reach };
      return { task: names[t]!, place: t, truth, predicted, ...bar };
    }).filter(({ truth }) => !Number.isNaN(truth)),
  );
  const size = sizes.find(({ most }) => T <= most)!;
  const axes = [withUnit(where, "true", unit), withUnit(where, "predicted", unit)] as const;
  const channel = (field: string, title: string) => ({
    field,
    type: "quantitative",
    scale: { zero: false, nice: size.grid },
    axis: {
      ...{ title: size.titles ? title : null, tickCount: size.ticks, grid: size.grid },
      ...{ labelFontSize: size.font - 2, labelOverlap: "greedy" },
    },
  });
  const layer = (mark: Json, x: string, y: string, y2?: string): Json => ({
    mark,
    encoding: { x: channel(x, axes[0]), y: channel(y, axes[1]), ...(y2 && { y2: { field: y2 } }) },
  });
  const sharing = sharedScale ? "shared" : "independent";
  return new Picture(
    specOf(
      {
        title: titleOf(where, options.title, "Predicted against true"),
        subtitle: `${spread ? "Bars hold 95 % where errors are normal. " : ""}${size.titles ? "" : `Upwards ${axes[1]}, to the right ${axes[0]}. `}On the dashed line both are the same`,
      },
      {
        data: { values: [...rows.flat(), ...rows.flatMap(ends)] },
        columns: Math.min(T, size.columns),
        spacing: size.grid ? 24 : 10,
        facet: {
          ...{ field: "task", type: "nominal", title: null, sort: { field: "place", op: "min" } },
          header: { labelFontSize: size.font, labelPadding: 2, labelLimit: size.side * 1.5 },
        },
        resolve: { scale: { x: sharing, y: sharing } },
        spec: {
          ...{ width: size.side, height: size.side },
          layer: [
            ...(spread ? [layer(rule, "truth", "low", "high")] : []),
            layer({ ...dot, size: size.dot }, "truth", "predicted"),
            layer({ ...line, strokeDash: [4, 3], strokeWidth: 1 }, "end", "end"),
          ],
        },
      },
    ),
  );
}

const dot = { type: "point", filled: true, color: colours[0]!, opacity: 0.5, aria: false };
const rule = { type: "rule", color: colours[0]!, opacity: 0.25, aria: false };
const line = { type: "line", color: "#555555", aria: false };

/** How large a picture of one task is, the fewer the larger. */
const sizes = [
  { most: 3, columns: 3, side: 220, ticks: 5, font: 12, dot: 16, grid: true, titles: true },
  { most: 12, columns: 4, side: 140, ticks: 5, font: 12, dot: 16, grid: true, titles: true },
  { most: Infinity, columns: 14, side: 60, ticks: 2, font: 9, dot: 4, grid: false, titles: false },
];

/** The two ends of a task's line of equals. */
function ends(rows: readonly { task: string; place: number; truth: number; predicted: number }[]) {
  if (rows.length === 0) return [];
  const { task, place } = rows[0]!;
  const all = rows.flatMap(({ truth, predicted }) => [truth, predicted]);
  const [low, high] = [Math.min, Math.max].map((pick) => all.reduce((a, b) => pick(a, b)));
  return [low!, high!].map((end) => ({ task, place, end }));
}

const isPerTask = (given: unknown): given is PerTask =>
  Array.isArray(given) && typeof given[0] === "object" && given[0] !== null && "y" in given[0];

/** What stands beside each other: targets of every task, and how anything of their shape is read. */
interface Read {
  readonly truths: readonly Float64Array[];
  readonly given: readonly string[] | undefined;
  readonly like: (label: string, given: unknown) => readonly Float64Array[];
}

function readTasks(where: string, tasks: PerTask): Read {
  const truths = tasks.map(({ y }, t) => readVector(`${where} task ${t} y`, y, { missing: true }));
  const names = tasks.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const like = (label: string, given: unknown): readonly Float64Array[] => {
    if (!Array.isArray(given) || given.length !== tasks.length)
      return reject("shape", `${where} ${label}`, `${tasks.length} lists, one a task`, given);
    return truths.map(({ length }, t) => {
      const own = readVector(`${where} ${label} ${t}`, given[t]);
      if (own.length === length) return own;
      return reject("shape", `${where} ${label} ${t}`, `${length} numbers, one a row`, said(`${own.length}`));
    });
  };
  return { truths, given: names.length === tasks.length ? names : undefined, like };
}

function readColumns(where: string, given: unknown): Read {
  const truth = readMatrixOrColumn(`${where} truth`, given, { missing: true });
  const { rows, columns: T } = truth;
  const apart = ({ data }: FlatMatrix): Float64Array[] =>
    Array.from({ length: T }, (_, t) => Float64Array.from({ length: rows }, (_, i) => data[i * T + t]!));
  const like = (label: string, given: unknown): readonly Float64Array[] => {
    const own = readMatrixOrColumn(`${where} ${label}`, given);
    if (own.rows === rows && own.columns === T) return apart(own);
    return reject("shape", `${where} ${label}`, `${rows} x ${T}, as the truth`, said(`${own.rows} x ${own.columns}`)); // biome-ignore format: one sentence
  };
  return { truths: apart(truth), given: undefined, like };
}
