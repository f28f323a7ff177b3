import { PolytaskError } from "../check/reject.ts";
import { pngOf, svgOf } from "./render.ts";

/** Plain data, as JSON has it: no NaN, no Infinity, no functions. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** A Vega-Lite specification, of its schema v5. */
export interface VegaLite {
  readonly $schema: string;
  /** The title, for those who do not see the picture. */
  readonly description: string;
  readonly [name: string]: Json;
}

/** What a notebook is given: one representation a MIME type. */
export type Bundle = Readonly<Record<string, Json>>;

const display = Symbol.for("Jupyter.display");

/**
 * A picture as a Vega-Lite specification: plain data, which needs no package. It shows itself in Deno's notebooks, and becomes SVG
 * or PNG where the packages for it are installed.
 *
 * Names of tasks and features are data in it and never part of an expression or of markup. A number that is missing or not finite is
 * null in it, and is not drawn.
 */
export class Picture {
  readonly spec: VegaLite;

  constructor(spec: VegaLite) {
    this.spec = spec;
    Object.freeze(this);
  }

  /**
   * The picture as SVG, without a browser. Needs the packages `vega` and `vega-lite`.
   *
   * @throws PolytaskError where they are not installed
   */
  toSvg(): Promise<string> {
    return svgOf(this.spec);
  }

  /**
   * The picture as the bytes of a PNG, `scale` pixels for one of the SVG's (2 without it). Needs the packages `vega`, `vega-lite` and
   * `@resvg/resvg-js`.
   *
   * @throws PolytaskError where they are not installed, or `scale` is out of its range
   */
  toPng(options?: { readonly scale?: number }): Promise<Uint8Array> {
    return pngOf(this.spec, options);
  }

  toJSON(): VegaLite {
    return this.spec;
  }

  /** What a notebook shows: the specification, and SVG beside it where `vega` and `vega-lite` are installed. */
  async [display](): Promise<Bundle> {
    const text = `Picture: ${this.spec.description}`;
    const bundle = { "text/plain": text, "application/vnd.vegalite.v5+json": this.spec };
    try {
      return { ...bundle, "image/svg+xml": await this.toSvg() };
    } catch (error) {
      if (error instanceof PolytaskError && error.code === "source") return bundle;
      throw error;
    }
  }
}
