import { colours, digits, finite, grey, type Heading, specOf } from "./look.ts";
import { type Json, Picture } from "./picture.ts";

/** A line: its name, and a point a step. */
export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number | undefined])[];
  readonly dashed?: boolean;
}

interface Axis {
  readonly title: string;
  readonly log: boolean;
  /** Runs from large to small. */
  readonly reverse?: boolean;
  /** Whether the axis shall start at 0. */
  readonly zero?: boolean;
}

/** The number as an axis has it: on a logarithmic one nothing that is not above 0. */
const placed = (value: number | undefined, { log }: Axis): number | null =>
  log && !(value !== undefined && value > 0) ? null : finite(value);

const channel = (field: string, { title, log, reverse = false, zero = false }: Axis) => ({
  field,
  type: "quantitative",
  title,
  scale: { type: log ? "log" : "linear", ...(log ? {} : { zero }), reverse, nice: log && field === "y" },
  axis: { grid: field === "y", tickCount: 6, ...(log && { format: digits }), labelOverlap: "greedy" },
});

/**
 * Lines over one axis. The first have colours, in the order in which they are given; where there are more lines than colours, the others are
 * grey, and behind.
 */
export function linesPicture(
  heading: Heading,
  kind: string,
  lines: readonly Line[],
  x: Axis,
  y: Axis,
): Picture {
  const coloured = lines.length <= colours.length ? lines.length : colours.length - 1;
  const rest = `${lines.length - coloured} others`;
  const groups = [
    ...lines.slice(0, coloured).map(({ name }) => name),
    ...(coloured < lines.length ? [rest] : []),
  ];
  const values = lines.flatMap(({ name, points, dashed = false }, k) =>
    points.map(([at, value]) => ({
      ...{ line: name, group: groups[Math.min(k, coloured)]!, front: k < coloured, dashed },
      ...{ x: placed(at, x), y: placed(value, y) },
    })),
  );
  const layer = (front: boolean): Json => ({
    transform: [{ filter: { field: "front", equal: front } }],
    mark: { type: "line", strokeWidth: front ? 2 : 0.8, point: lines.some(isDot), aria: false },
  });
  return new Picture(
    specOf(heading, {
      data: { values },
      width: 480,
      height: 300,
      encoding: {
        x: channel("x", x),
        y: channel("y", y),
        detail: { field: "line" },
        color: {
          ...{ field: "group", type: "nominal", title: kind },
          scale: { domain: groups, range: groups.map((_, k) => (k < coloured ? colours[k]! : grey)) },
        },
        strokeDash: { condition: { test: { field: "dashed", equal: true }, value: [5, 3] }, value: [1, 0] },
        tooltip: ["line", "x", "y"].map((field) => ({ field })),
      },
      layer: coloured < lines.length ? [layer(false), layer(true)] : [layer(true)],
    }),
  );
}

/** Whether there is nothing to be joined. */
const isDot = ({ points }: Line): boolean => points.length < 2;
