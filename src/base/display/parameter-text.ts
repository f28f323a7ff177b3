import { cellText } from "./card.ts";

/** How many entries of a list are shown. */
const shown = 6;

/** A parameter in a few characters: parts by their names and settings, long lists by their beginning. */
export function parameterText(value: unknown): string {
  if (value === undefined || value === null || typeof value === "number" || typeof value === "boolean")
    return cellText(value);
  if (typeof value === "string") return value;
  if (typeof value === "function") return value.name ? `function ${value.name}` : "a function";
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const list = Array.from(value as ArrayLike<unknown>);
    const rest = list.length > shown ? [`… ${list.length - shown} more`] : [];
    return `[${[...list.slice(0, shown).map(parameterText), ...rest].join(", ")}]`;
  }
  return partText(value as Readonly<Record<string, unknown>>);
}

/** A penalty, a loss or an estimator. */
function partText(part: Readonly<Record<string, unknown>>): string {
  const { name, params, parameters } = part;
  const settings = params ?? parameters;
  const isSettings = typeof settings === "object" && settings !== null;
  const own = Object.entries(isSettings ? settings : typeof name === "string" ? {} : part);
  const inside = own
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${parameterText(value)}`)
    .join(", ");
  if (typeof name !== "string") return `{ ${inside} }`;
  return inside === "" ? name : `${name}(${inside})`;
}
