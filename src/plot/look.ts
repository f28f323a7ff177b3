import type { Json, VegaLite } from "./picture.ts";

/** Okabe & Ito's colours but their yellow, which is lost on white. Told apart by all kinds of eyes. */
export const colours = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000"];

/** What is there but not meant. */
export const grey = "#BBBBBB";

const dark = "#333333";

const config: Json = {
  font: "Helvetica, Arial, DejaVu Sans, sans-serif",
  title: { anchor: "start", fontSize: 14, fontWeight: 600, color: dark, offset: 12, subtitleColor: "#666666", subtitleFontSize: 11 },
  axis: { labelColor: dark, titleColor: dark, titleFontWeight: 500, gridColor: "#E6E6E6", domainColor: "#888888", tickColor: "#888888", labelLimit: 240 },
  legend: { labelColor: dark, titleColor: dark, titleFontWeight: 500, labelLimit: 240, titleLimit: 400, symbolOpacity: 1 },
  header: { labelColor: dark, labelFontWeight: 600, labelLimit: 240 },
  view: { stroke: null },
}; // biome-ignore format: a table

/** What stands above a picture. */
export interface Heading {
  readonly title: string;
  /** How to read it. */
  readonly subtitle: string;
}

/** A whole specification on a light ground. */
export const specOf = ({ title, subtitle }: Heading, parts: Readonly<Record<string, Json>>): VegaLite => ({
  $schema: "https://vega.github.io/schema/vega-lite/v5.json",
  description: title,
  title: { text: title, subtitle },
  background: "white",
  padding: 12,
  ...parts,
  config,
});

/** A colour scale with white-ish 0 in its middle: blue below, orange above. */
export const diverging = (most: number) => ({
  domain: [-(most || 1), most || 1],
  domainMid: 0,
  scheme: "blueorange",
});

/** How numbers of any size stand on an axis. */
export const digits = ".3~g";

/** Pixels for each of `count` names in a row: fewer of them the more there are. */
export const stepOf = (count: number, widest: number): number =>
  Math.max(5, Math.min(widest, Math.floor(700 / count)));

/** An axis of names, of which some are left out where there is no room for all. */
export const namesAxis = (step: number) => ({
  title: null,
  labelOverlap: "greedy",
  labelSeparation: 2,
  labelFontSize: step < 10 ? 9 : 11,
  ticks: false,
  domain: false,
  grid: false,
});

/** A number as JSON has it: null where it is missing. */
export const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;
