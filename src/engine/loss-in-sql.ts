/** What a row is worth at f, in SQL, and what a fit has to know of the loss besides. */
export interface LossInSql {
  /** Expressions of f and y, and of what `common` gives a name. */
  readonly common: (f: string) => string;
  readonly loss: (f: string, y: string, common: string) => string;
  readonly slope: (f: string, y: string, common: string) => string;
  readonly curvature: (common: string) => string;
  /** The square of the slope over the curvature. */
  readonly misfit: (f: string, y: string, common: string) => string;
  /** The f at which rows with a mean of y are best predicted by one number. */
  readonly start: (mean: number) => number;
  /** What the mean of a task's targets has to be, and how that is said. */
  readonly accepts: (mean: number) => boolean;
  readonly rule: string;
  /** What `SummedLoss` asks of it. */
  readonly left: (c: number, delta: number) => number;
}

/** Exponents beyond it are not asked for: some engines refuse what overflows or underflows. */
const farthest = 200;

const clamped = (sql: string): string =>
  `CASE WHEN ${sql} > ${farthest} THEN ${farthest} WHEN ${sql} < -${farthest} THEN -${farthest} ELSE ${sql} END`;

/** log(1 + e) for 0 <= e <= 1, with all digits of a small e. */
const log1p = (e: string): string =>
  `CASE WHEN ${e} < 0.00001 THEN ${e} - ${e} * ${e} / 2 + ${e} * ${e} * ${e} / 3 ELSE ln(1 + ${e}) END`;

/**
 * log(1 + exp(−ỹ f)) with e = exp(−|f|), y 0 or 1. With q for the probability of the other class, v = q (1 − q) and |slope| = q: on the way
 * to c (q ± δ v) q stays above c (1 − |δ|) q, and 1 − q above (1 − |δ|) (1 − q).
 */
const logistic: LossInSql = {
  common: (f) => `exp(${clamped(`(-abs(${f}))`)})`,
  loss: (f, y, e) => `CASE WHEN (${y} = 1) = (${f} > 0) THEN 0 ELSE abs(${f}) END + ${log1p(e)}`,
  slope: (f, y, e) =>
    `CASE WHEN ${y} = 1 THEN -1 ELSE 1 END * CASE WHEN (${y} = 1) = (${f} > 0) THEN ${e} ELSE 1 END / (1 + ${e})`,
  misfit: (f, y, e) => `CASE WHEN (${y} = 1) = (${f} > 0) THEN ${e} ELSE 1 / ${e} END`,
  curvature: (e) => `${e} / ((1 + ${e}) * (1 + ${e}))`,
  start: (mean) => Math.log(mean / (1 - mean)),
  accepts: (mean) => mean > 0 && mean < 1,
  rule: "rows of both classes",
  left: (c, delta) => (Math.abs(delta) < 1 ? c * (1 - Math.abs(delta)) ** 2 : 0),
};

/** exp(f) − y f + y log y − y with m = v = exp(f). The slope m − y goes to that of the mean c (1 − δ) m + (1 − c) y. */
const poisson: LossInSql = {
  common: (f) => `exp(${clamped(f)})`,
  loss: (f, y, m) => `${m} - ${y} + CASE WHEN ${y} > 0 THEN ${y} * (ln(CASE WHEN ${y} > 0 THEN ${y} ELSE 1 END) - ${f}) ELSE 0 END`, // biome-ignore format: one line
  slope: (_, y, m) => `${m} - ${y}`,
  curvature: (m) => m,
  misfit: (_, y, m) => `(${m} - ${y}) * (${m} - ${y}) / ${m}`,
  start: Math.log,
  accepts: (mean) => mean > 0,
  rule: "a count above 0, as poisson has",
  left: (c, delta) => Math.max(0, Math.min(1, c * (1 - delta))),
};

/** The losses that engines can be asked for, by the names of their datafits. */
export const lossesInSql: Readonly<Record<string, LossInSql>> = { logistic, poisson };
