import { reject } from "../check/reject.ts";
import type { Covariance, CovarianceDescription } from "./covariance.ts";
import { custom, type KernelFunction } from "./custom.ts";
import { linear } from "./linear.ts";
import { polynomial } from "./polynomial.ts";
import { radial } from "./radial.ts";
import { isProfileName, stationary } from "./stationary.ts";

/** What the kernels that have names are made of. */
export interface KernelSettings {
  /** 1 / p where undefined. */
  readonly gamma: number | undefined;
  readonly degree: number;
  readonly coef0: number;
}

/** A kernel by its name, or the user's own, for p features. */
export function kernelNamed(
  where: string,
  kernel: "linear" | "rbf" | "polynomial" | KernelFunction,
  { gamma: given, degree, coef0 }: KernelSettings,
  p: number,
): Covariance {
  const gamma = given ?? 1 / p;
  if (kernel === "linear") return linear();
  if (kernel === "rbf") return radial(gamma);
  if (kernel === "polynomial") return polynomial(gamma, degree, coef0);
  return custom(where, kernel);
}

/** Rebuilds what `describe` gave for p features. */
export function covarianceFrom(where: string, given: CovarianceDescription, p: number): Covariance {
  const isPositive = (value: unknown): boolean => Number.isFinite(value) && (value as number) > 0;
  switch (given?.name) {
    case "linear":
      return linear();
    case "rbf":
      if (Number.isFinite(given.gamma)) return radial(given.gamma);
      break;
    case "polynomial": {
      const { gamma, degree, coef0 } = given;
      if ([gamma, coef0].every(Number.isFinite) && Number.isInteger(degree) && degree >= 1)
        return polynomial(gamma, degree, coef0);
      break;
    }
    case "stationary": {
      const { profile, lengthScale } = given;
      const fits = Array.isArray(lengthScale) && (lengthScale.length === 1 || lengthScale.length === p);
      if (isProfileName(profile) && fits && lengthScale.every(isPositive))
        return stationary(profile, lengthScale);
      break;
    }
  }
  return reject("value", where, "a covariance function as describe gives them", given);
}
