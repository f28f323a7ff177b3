import type { FlatMatrix } from "../check/matrix.ts";
import { diverging, finite, type Heading, namesAxis, specOf, stepOf } from "./look.ts";
import { type Json, Picture } from "./picture.ts";

interface Square extends Heading {
  /** What a cell is called. */
  readonly measure: string;
  /** One a row and column. */
  readonly names: readonly string[];
  /** Which of them comes when. */
  readonly order: readonly number[];
  /** n x n, within -1 and 1. */
  readonly values: FlatMatrix;
}

/** A map of how all pairs of tasks get on: orange with each other, blue against each other. */
export function squareMap({ measure, names, order, values, ...heading }: Square): Picture {
  const n = names.length;
  const step = stepOf(n, n < 6 ? 60 : 34);
  const ordered = order.map((t) => names[t]!);
  const cells = order.flatMap((t) =>
    order.map((s) => ({ task: names[t]!, other: names[s]!, value: finite(values.data[t * n + s]!) })),
  );
  const side = (field: string, channel: { readonly [name: string]: Json }) => ({
    field,
    type: "nominal",
    scale: { domain: ordered },
    axis: { ...namesAxis(step), ...channel },
  });
  const encoding = {
    x: side("other", { labelAngle: -90 }),
    y: side("task", {}),
    tooltip: ["task", "other", "value"].map((field) => ({ field })),
  };
  const colour = { field: "value", type: "quantitative", title: measure, scale: diverging(1) };
  const cell = { mark: { type: "rect", aria: false }, encoding: { color: colour } };
  const strong = { or: [{ field: "value", gt: 0.7 }, { field: "value", lt: -0.7 }] }; // biome-ignore format: one question
  const number = {
    mark: { type: "text", fontSize: 10, aria: false },
    encoding: {
      text: { field: "value", type: "quantitative", format: ".2f" },
      color: { condition: { test: strong, value: "white" }, value: "black" },
    },
  };
  return new Picture(
    specOf(heading, {
      data: { values: cells },
      width: { step },
      height: { step },
      encoding,
      layer: n <= 16 ? [cell, number] : [cell],
    }),
  );
}
