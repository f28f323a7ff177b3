import { existsSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** One run: a point of a solver's curve on a problem. */
export interface Point {
  readonly problem: string;
  readonly solver: string;
  readonly knob: number;
  seconds: number;
  readonly value: number;
  /** As a share of F(0). */
  readonly gap: number;
}

interface Vega {
  parse(spec: object): object;
  View: new (flow: object, options: { renderer: "none" }) => { toSVG(): Promise<string> };
}
interface VegaLite {
  compile(spec: object): { spec: object };
}
interface Resvg {
  Resvg: new (svg: string, options: object) => { render(): { asPng(): Uint8Array } };
}

/** Writes path.svg and path.png: gap against seconds, both in logarithms, a panel a problem, a line a solver. */
export async function draw(points: readonly Point[], goal: number, path: string): Promise<void> {
  const peers = join(import.meta.dirname, "peers");
  if (!existsSync(join(peers, "node_modules/vega"))) {
    console.log("The picture is skipped: run bench/peers/setup");
    return;
  }
  const { resolve } = createRequire(join(peers, "package.json"));
  const load = (name: string): Promise<unknown> => import(pathToFileURL(resolve(name)).href);
  const vega = (await load("vega")) as Vega;
  const { compile } = (await load("vega-lite")) as VegaLite;
  const { Resvg } = (await load("@resvg/resvg-js")) as Resvg;
  const flow = vega.parse(compile(chart(points, goal)).spec);
  const svg = await new vega.View(flow, { renderer: "none" }).toSVG();
  writeFileSync(`${path}.svg`, svg);
  const font = { loadSystemFonts: true, sansSerifFamily: "DejaVu Sans" };
  writeFileSync(`${path}.png`, new Resvg(svg, { fitTo: { mode: "zoom", value: 2 }, font }).render().asPng());
  console.log(`The curves are in ${path}.json, .svg and .png`);
}

/** Okabe & Ito's colours, and a mark for each, so that no one needs to tell the colours apart. */
const looks = {
  polytask: ["#D55E00", "circle"],
  "scikit-learn": ["#0072B2", "square"],
  skglm: ["#009E73", "triangle-up"],
  celer: ["#CC79A7", "diamond"],
  MALSAR: ["#000000", "cross"],
} as const;

function chart(points: readonly Point[], goal: number): object {
  const solvers = Object.keys(looks) as (keyof typeof looks)[];
  const there = solvers.filter((solver) => points.some((point) => point.solver === solver));
  const solver = (range: readonly string[]) => ({
    field: "solver",
    scale: { domain: there, range },
    legend: { title: null, orient: "top", symbolSize: 90, labelFontSize: 13 },
  });
  const whole = "abs(log(datum.value) / LN10 - round(log(datum.value) / LN10)) < 1e-6";
  const atDecades = { condition: { test: whole, value: 1 }, value: 0 };
  const axis = {
    ...{ grid: true, gridColor: "#dddddd", gridOpacity: atDecades, tickOpacity: atDecades },
    ...{ labelFontSize: 11, titleFontSize: 12, labelOverlap: "greedy" },
  };
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    data: { values: points.filter(({ gap }) => gap > 0).map((point, order) => ({ ...point, order })) },
    facet: {
      field: "problem",
      title: null,
      sort: null,
      header: { labelFontSize: 13, labelFontWeight: "bold" },
    },
    columns: Math.min(2, new Set(points.map(({ problem }) => problem)).size),
    spec: {
      ...{ width: 330, height: 200 },
      layer: [
        {
          mark: { type: "line", strokeWidth: 2, point: { filled: true, size: 55 } },
          encoding: {
            x: {
              ...{ field: "seconds", type: "quantitative", title: "seconds" },
              ...{ scale: { type: "log", nice: true }, axis: { ...axis, format: "~g" } },
            },
            y: {
              ...{ field: "gap", type: "quantitative", title: "gap / F(0)" },
              ...{ scale: { type: "log", nice: true }, axis: { ...axis, format: ".0e" } },
            },
            order: { field: "order" },
            color: solver(there.map((name) => looks[name][0])),
            shape: solver(there.map((name) => looks[name][1])),
          },
        },
        {
          mark: { type: "rule", strokeDash: [5, 4], color: "#555" },
          encoding: { y: { datum: goal } },
        },
      ],
    },
    resolve: { scale: { x: "independent" }, axis: { y: "independent" } },
    config: { font: "DejaVu Sans, sans-serif", background: "white" },
  };
}
