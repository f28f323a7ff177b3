import { exponential } from "../matrix/exponential.ts";
import { logarithm } from "../matrix/logarithm.ts";
import { power } from "../matrix/power.ts";

/** Below 1 the two exponentials of sinh cancel; there its series reaches below 2^-53 of the sum with nine terms. */
function sinh(x: number): number {
  if (!(Math.abs(x) < 1)) return (exponential(x) - exponential(-x)) / 2;
  let series = 1;
  for (let k = 18; k >= 2; k -= 2) series = 1 + ((x * x) / (k * (k + 1))) * series;
  return x * series;
}

const cosh = (x: number): number => (exponential(x) + exponential(-x)) / 2;

/** Beyond 20 it is 1 to the last bit. */
const tanh = (x: number): number => (Math.abs(x) > 20 ? Math.sign(x) : sinh(x) / cosh(x));

/** The functions that a formula may name: smooth, of one argument, and the same bits on every engine. */
export const functions: ReadonlyMap<string, (x: number) => number> = new Map([
  ["exp", exponential],
  ["log", logarithm],
  ["sqrt", Math.sqrt],
  ["sinh", sinh],
  ["cosh", cosh],
  ["tanh", tanh],
  ["sech", (x: number) => 1 / cosh(x)],
]);

/** base^exponent, the same bits on every engine: by squaring for whole exponents to 64, else exp(exponent ln base). */
export function realPower(base: number, exponent: number): number {
  const size = Math.abs(exponent);
  if (size <= 64 && Number.isInteger(exponent)) {
    const product = power(base, size);
    return exponent < 0 ? 1 / product : product;
  }
  if (exponent === 0.5) return Math.sqrt(base);
  if (base >= 0 || !Number.isInteger(exponent)) return exponential(exponent * logarithm(base));
  const magnitude = exponential(exponent * logarithm(-base));
  return exponent % 2 === 0 ? magnitude : -magnitude;
}
