import { PolytaskError, reject } from "./reject.ts";

/** Refuses an options object that is none, or that names an option which does not exist. */
export function checkOptions(where: string, given: unknown, known: readonly string[]): void {
  if (given === undefined) return;
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    reject("param", `${where} options`, "an object of names and values", given);
  }
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    throw new PolytaskError(
      "param",
      `${where}: has no option ${name}; it has ${known.join(", ") || "none here"}`,
    );
  }
}
