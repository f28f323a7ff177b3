import { reject, said } from "../check/reject.ts";

/** The most tasks or features of which all pairs or cells are drawn. */
const drawn = 500;

/** Names as a picture has them: their own, or "task 3" for what has a number only. */
export function namesOf(
  where: string,
  kind: "task" | "feature",
  given: readonly (string | number)[] | undefined,
  count: number,
): string[] {
  if (count > drawn) reject("shape", where, `at most ${drawn} ${kind}s, to be told apart`, said(`${count}`));
  if (given !== undefined && (!Array.isArray(given) || given.length !== count)) {
    const got = Array.isArray(given) ? said(`${given.length}`) : given;
    reject("shape", `${where}.${kind}Names`, `${count} names, one a ${kind}`, got);
  }
  const seen = new Set<string>();
  return Array.from({ length: count }, (_, k) => {
    const name = given?.[k] ?? k;
    if (typeof name !== "number" && (typeof name !== "string" || name === ""))
      reject("value", `${where}.${kind}Names`, "names that are not empty", name);
    const shown = typeof name === "number" ? `${kind} ${name}` : name;
    if (seen.has(shown))
      reject("value", `${where}.${kind}Names`, "different names", said(`${JSON.stringify(shown)} twice`));
    seen.add(shown);
    return shown;
  });
}

/** The title that was asked for, or one of ours. */
export function titleOf(where: string, given: string | undefined, own: string): string {
  if (given === undefined) return own;
  return typeof given === "string" ? given : reject("param", `${where}.title`, "a string", given);
}

/** What an axis says: a quantity, and its unit where there is one. */
export function withUnit(where: string, quantity: string, unit: string | undefined): string {
  if (unit === undefined) return quantity;
  return typeof unit === "string"
    ? `${quantity} (${unit})`
    : reject("param", `${where}.unit`, "a string", unit);
}
