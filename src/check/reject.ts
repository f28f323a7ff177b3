/** What kind of refusal an error is, for programs: a parameter, a shape, a value, a pair of parts, or our own fault. */
export type RejectCode = "param" | "shape" | "value" | "pair" | "state" | "source" | "internal";

/** Every refusal of the library. `message` is one sentence; `code` says what kind of refusal it is. */
export class PolytaskError extends Error {
  override readonly name: string = "PolytaskError";
  readonly code: RejectCode;

  constructor(code: RejectCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Refuses: throws "where: expected rule, got value" with the value shown in a few characters. */
export function reject(
  code: RejectCode,
  where: string,
  rule: string,
  got: unknown,
  options?: ErrorOptions,
): never {
  throw new PolytaskError(code, `${where}: expected ${rule}, got ${show(got)}`, options);
}

/** A value that is shown as it is, without quotes: a description in our own words. */
export class Said {
  readonly words: string;
  constructor(words: string) {
    this.words = words;
  }
}

/** Wraps a description so that `reject` prints it without quotes. */
export const said = (words: string): Said => new Said(words);

function show(value: unknown): string {
  if (value instanceof Said) return value.words;
  if (typeof value === "string")
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === "function") return value.name ? `the function ${value.name}` : "a function";
  if (typeof value === "bigint") return `${value}n`;
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : `an array of ${value.length}`;
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`;
  if (typeof value === "object" && value !== null) {
    return `an object with ${Object.keys(value).slice(0, 5).join(", ") || "no keys"}`;
  }
  return Object.is(value, -0) ? "-0" : String(value);
}
