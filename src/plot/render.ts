import { checkOptions } from "../check/options.ts";
import { PolytaskError, reject } from "../check/reject.ts";
import type { VegaLite } from "./picture.ts";

/** Draws a specification as SVG: no DOM, no canvas. */
export async function svgOf(spec: VegaLite): Promise<string> {
  const [vega, { compile }] = await Promise.all([
    needed("vega", () => import("vega")),
    needed("vega-lite", () => import("vega-lite")),
  ]);
  const { spec: compiled } = compile(spec as unknown as Parameters<typeof compile>[0]);
  const view = new vega.View(vega.parse(compiled), { renderer: "none" });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** Draws a specification as PNG, on white. */
export async function pngOf(spec: VegaLite, options: { readonly scale?: number } = {}): Promise<Uint8Array> {
  checkOptions("Picture.toPng", options, ["scale"]);
  const { scale = 2 } = options;
  if (!(scale > 0 && scale <= 10)) reject("param", "Picture.toPng.scale", "a number > 0 and <= 10", scale);
  const { Resvg } = await needed("@resvg/resvg-js", () => import("@resvg/resvg-js"));
  const drawn = new Resvg(await svgOf(spec), { background: "white", fitTo: { mode: "zoom", value: scale } });
  return drawn.render().asPng();
}

async function needed<Package>(name: string, load: () => Promise<Package>): Promise<Package> {
  try {
    return await load();
  } catch (cause) {
    throw new PolytaskError("source", `Picture: needs the package ${name}: install it beside polytask`, { cause }); // biome-ignore format: a sentence
  }
}
