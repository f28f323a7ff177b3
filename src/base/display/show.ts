import { reject } from "../../check/reject.ts";
import { display } from "./shown.ts";

type Bundle = Readonly<Record<string, unknown>>;

interface Tslab {
  html(html: string): void;
  svg(svg: string): void;
  text(text: string): void;
}

interface Host {
  readonly __tslab__?: { require(name: "tslab"): { readonly display: Tslab } };
  readonly Deno?: {
    readonly jupyter: { display(bundle: Bundle, options: { readonly raw: true }): Promise<void> };
  };
}

/**
 * Shows an estimator, a result or a picture in the notebook that runs, wherever in a cell: in tslab, which shows nothing by itself, and in
 * Deno's kernel. Elsewhere it prints the text.
 *
 * @throws PolytaskError where `value` is nothing that shows itself
 *
 * @example
 * ```ts
 * import { MultiOutputRidge, show } from "polytask";
 *
 * await show(new MultiOutputRidge({ alpha: 2 }));
 * ```
 */
export async function show(value: object): Promise<void> {
  const ask = (value as Partial<Record<typeof display, () => Bundle | Promise<Bundle>>> | null | undefined)?.[
    display
  ];
  if (typeof ask !== "function")
    reject("param", "show", "what shows itself: an estimator, a result or a picture", value);
  const bundle = await ask.call(value);
  const { __tslab__: tslab, Deno: deno } = globalThis as Host;
  const { "text/html": html, "image/svg+xml": svg, "text/plain": text } = bundle;
  if (tslab) {
    const { display: screen } = tslab.require("tslab");
    if (typeof html === "string") screen.html(html);
    else if (typeof svg === "string") screen.svg(svg);
    else screen.text(`${text}`);
    return;
  }
  const notebook = deno && notebookOf(deno);
  if (notebook) await notebook.display(bundle, { raw: true });
  else console.log(text);
}

/** Deno's notebook, or undefined elsewhere in Deno: there the question itself throws. */
function notebookOf(deno: NonNullable<Host["Deno"]>): NonNullable<Host["Deno"]>["jupyter"] | undefined {
  try {
    return deno.jupyter;
  } catch {
    return undefined;
  }
}
