import type { WarmStart } from "../admm.ts";

export interface LossSettings {
  /** Who fits, for refusals. */
  readonly where: string;
  readonly fitIntercept: boolean;
  /** The gap to reach, as a share of F(0); where only stationarity is known, that. */
  readonly tol: number;
  readonly maxIter: number;
  readonly start?: WarmStart | undefined;
}
