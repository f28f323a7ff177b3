import { reject } from "../check/reject.ts";

/** Where a `RandomState` stands, in the words of NumPy's `get_state(legacy=False)`. */
export interface RandomStateData {
  readonly bitGenerator: "MT19937";
  /** 624 words of 32 bits. */
  readonly key: readonly number[];
  /** How many of them are used up. */
  readonly pos: number;
  /** Whether the second number of a Gaussian pair waits in `gauss`. */
  readonly hasGauss: boolean;
  readonly gauss: number;
}

/** Refuses what is not the state of a generator. */
export function checkRandomData(where: string, given: RandomStateData): RandomStateData {
  if (typeof given !== "object" || given === null || given.bitGenerator !== "MT19937") {
    reject("value", where, "what getState gave, with bitGenerator MT19937", given);
  }
  const { key, pos, hasGauss, gauss } = given;
  if (!Array.isArray(key) || key.length !== 624 || !key.every(isWord)) {
    reject("value", `${where} key`, "624 integers from 0 to 2**32 - 1", key);
  }
  if (!(Number.isInteger(pos) && pos >= 0 && pos <= 624)) {
    reject("value", `${where} pos`, "an integer from 0 to 624", pos);
  }
  if (typeof hasGauss !== "boolean") reject("value", `${where} hasGauss`, "true or false", hasGauss);
  if (!Number.isFinite(gauss)) reject("value", `${where} gauss`, "a finite number", gauss);
  return given;
}

const isWord = (value: unknown): boolean =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 2 ** 32;
