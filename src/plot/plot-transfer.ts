import { checkOptions } from "../check/options.ts";
import { reject } from "../check/reject.ts";
import type { PairedGain } from "../select/paired-gain.ts";
import { digits, finite, namesAxis, specOf, stepOf } from "./look.ts";
import { namesOf, titleOf, withUnit } from "./names.ts";
import { Picture } from "./picture.ts";

/** A task and what it gains. */
interface TaskGain extends PairedGain {
  readonly task: string | number;
}

interface Options {
  readonly title?: string;
  /** That of the error: of squared errors the square of that of the targets. */
  readonly unit?: string;
}

const verdicts = ["helped", "unclear", "harmed"];

/**
 * What sharing does to every task: its gain in held-out error with its interval, the largest first. Right of 0 sharing helps. An interval
 * without ends, as one fold alone has, is not drawn.
 *
 * @param report - what `transferReport` gave, or one side of a `TaskGrouping`'s report, such as `report.overAlone`
 * @throws PolytaskError where there are no gains
 * @see Nadeau & Bengio 2003 for the intervals
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { plotTransfer } from "polytask/plot";
 *
 * const { spec } = plotTransfer([
 *   { task: "heating", gain: 0.4, low: 0.1, high: 0.7, verdict: "helped" },
 *   { task: "cooling", gain: -0.1, low: -Infinity, high: Infinity, verdict: "unclear" },
 * ]);
 * const { values } = spec["data"] as { values: { task: string; low: number | null }[] };
 * assert.deepEqual(values.map(({ low }) => low), [0.1, null]);
 * ```
 */
export function plotTransfer(
  report: { readonly tasks: readonly TaskGain[] } | readonly TaskGain[],
  options: Options = {},
): Picture {
  const where = "plotTransfer";
  checkOptions(where, options, ["title", "unit"]);
  const isReport = typeof report === "object" && report !== null && "tasks" in report;
  const given = isReport ? report.tasks : report;
  if (!Array.isArray(given) || given.length === 0 || !given.every((own) => Number.isFinite(own?.gain)))
    reject("param", where, "a transfer report, or gains of tasks", report);
  const gains: readonly TaskGain[] = given;
  const names = namesOf(where, "task", gains.map(({ task }) => task), gains.length); // biome-ignore format: one thing
  const order = gains.map((_, t) => t).sort((a, b) => gains[b]!.gain - gains[a]!.gain || a - b);
  const values = order.map((t) => {
    const { gain, low, high, verdict } = gains[t]!;
    return { task: names[t]!, gain, low: finite(low), high: finite(high), verdict };
  });
  const step = stepOf(values.length, 26);
  const heading = {
    title: titleOf(where, options.title, "What sharing does to every task"),
    subtitle: "Gain in held-out error with its interval; right of 0 sharing helps",
  };
  return new Picture(
    specOf(heading, {
      data: { values },
      width: 420,
      height: { step },
      encoding: {
        y: {
          ...{ field: "task", type: "nominal", scale: { domain: order.map((t) => names[t]!) } },
          axis: namesAxis(step),
        },
        color: {
          ...{ field: "verdict", type: "nominal", title: null },
          scale: { domain: verdicts, range: ["#0072B2", "#888888", "#D55E00"] },
        },
        tooltip: ["task", "gain", "low", "high"].map((field) => ({ field })),
      },
      layer: [
        {
          mark: { type: "rule", color: "#333333", strokeWidth: 1 },
          encoding: {
            x: { datum: 0 },
            y: { value: 0 },
            y2: { value: "height" },
            color: { value: "#333333" },
          },
        },
        {
          mark: { type: "rule", strokeWidth: step < 10 ? 1 : 2, aria: false },
          encoding: {
            x: {
              field: "low",
              type: "quantitative",
              title: withUnit(where, "gain in held-out error", options.unit),
              axis: { format: digits, tickCount: 7 },
            },
            x2: { field: "high" },
          },
        },
        {
          mark: { type: "point", filled: true, size: step < 10 ? 16 : 50, opacity: 1, aria: false },
          encoding: { x: { field: "gain", type: "quantitative" } },
        },
      ],
    }),
  );
}
