import { PolytaskError, reject } from "./reject.ts";

/** Refuses an options object that is none, that names an option which does not exist, or in which work could not tell or be told. */
export function checkOptions(where: string, given: unknown, known: readonly string[]): void {
  if (given === undefined) return;
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    reject("param", `${where} options`, "an object of names and values", given);
  }
  for (const [name, value] of Object.entries(given)) {
    if (!known.includes(name)) {
      throw new PolytaskError(
        "param",
        `${where}: has no option ${name}; it has ${known.join(", ") || "none here"}`,
      );
    }
    if (value === undefined) continue;
    if (name === "onProgress" && typeof value !== "function")
      reject("param", `${where} onProgress`, "a function", value);
    if (name === "signal" && typeof value?.throwIfAborted !== "function")
      reject("param", `${where} signal`, "an AbortSignal", value);
  }
}
