import { born } from "../base/born.ts";
import { reject } from "../check/reject.ts";
import { power } from "../matrix/power.ts";

/** Learning rates over time. */
export interface Schedule {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The rate after so many epochs, fractions of one counted, of so many. */
  rate(epoch: number, epochs: number): number;
}

/** The same rate all the time. */
export const constant = (lr: number): Schedule =>
  born("constant", constant, [lr], {
    name: "constant",
    parameters: Object.freeze({ lr: checkRate("constant", lr) }),
    rate: () => lr,
  });

/** lr · factor^⌊epoch / every⌋ */
export function stepDecay(lr: number, every: number, factor = 0.1): Schedule {
  checkRate("stepDecay", lr);
  if (!(Number.isInteger(every) && every >= 1))
    reject("param", "stepDecay.every", "epochs, an integer >= 1", every);
  if (!(factor > 0 && factor <= 1)) reject("param", "stepDecay.factor", "a number in (0, 1]", factor);
  return born("stepDecay", stepDecay, [lr, every, factor], {
    name: "stepDecay",
    parameters: Object.freeze({ lr, every, factor }),
    rate: (epoch) => lr * power(factor, Math.floor(epoch / every)),
  });
}

/**
 * From lr down to `floor` along half a cosine: floor + (lr − floor) (1 + cos(π epoch / epochs)) / 2.
 *
 * @see Loshchilov & Hutter 2017, SGDR, equation 5
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cosine, warmUp } from "polytask/network";
 *
 * const rate = warmUp(cosine(0.1), 2);
 * assert.deepEqual([0, 1, 10].map((epoch) => rate.rate(epoch, 10)), [0, cosine(0.1).rate(1, 10) / 2, 0]);
 * ```
 */
export function cosine(lr: number, floor = 0): Schedule {
  checkRate("cosine", lr);
  if (!(floor >= 0 && floor <= lr)) reject("param", "cosine.floor", "a number from 0 to lr", floor);
  return born("cosine", cosine, [lr, floor], {
    name: "cosine",
    parameters: Object.freeze({ lr, floor }),
    rate: (epoch, epochs) =>
      floor + ((lr - floor) * (1 + cosineOfHalfTurns(Math.min(1, epoch / epochs)))) / 2,
  });
}

/** Another schedule, whose first epochs rise from 0 in a line. */
export function warmUp(schedule: Schedule, epochs: number): Schedule {
  if (typeof schedule?.rate !== "function") reject("param", "warmUp.schedule", "a schedule", schedule);
  if (!(Number.isFinite(epochs) && epochs > 0))
    reject("param", "warmUp.epochs", "a finite number > 0", epochs);
  return born("warmUp", warmUp, [schedule, epochs], {
    name: "warmUp",
    parameters: Object.freeze({ schedule: { name: schedule.name, ...schedule.parameters }, epochs }),
    rate: (epoch, all) => Math.min(1, epoch / epochs) * schedule.rate(epoch, all),
  });
}

/** cos(π x) for 0 <= x <= 1: minus the sine of π (x − 1/2), by its series to the 19th power. */
function cosineOfHalfTurns(x: number): number {
  const angle = Math.PI * (x - 0.5);
  const z = angle * angle;
  let series = 1;
  for (let k = 18; k >= 2; k -= 2) series = 1 - (z / (k * (k + 1))) * series;
  return x === 0 ? 1 : x === 1 ? -1 : -angle * series;
}

function checkRate(owner: string, lr: number): number {
  if (Number.isFinite(lr) && lr > 0) return lr;
  return reject("param", `${owner}.lr`, "a finite number > 0", lr);
}
