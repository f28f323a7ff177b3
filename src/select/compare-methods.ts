import { mean } from "../metric/mean.ts";
import { pairedInterval } from "../metric/paired-interval.ts";
import type { Method } from "./method.ts";
import { MethodReport, type MethodRow, type SharingVerdict } from "./method-report.ts";
import type { FoldErrors, NestedErrors } from "./nested-errors.ts";

interface Rules {
  readonly rule: "best" | "oneStandardError";
  readonly confidence: number;
  /** Test rows / training rows, the mean over the folds. */
  readonly share: number;
  /** What a fold's error is of the errors of its tasks. */
  errorOf(taskErrors: ArrayLike<number>, fold: number): number;
}

type Folds = readonly { readonly errors: FoldErrors; readonly fold: number }[];

/** The place in the path of every task: that of the least mean error over some folds, the strongest of several. */
export function chooseRows(folds: Folds, { perTask }: Method, errorOf: Rules["errorOf"]): number[] {
  const T = folds[0]!.errors.of(0).length;
  const leastBy = (measure: (errors: Float64Array, fold: number) => number): number => {
    let [best, least] = [0, Infinity];
    for (let row = 0; row < folds[0]!.errors.rows; row++) {
      let sum = 0;
      for (const { errors, fold } of folds) sum += measure(errors.of(row), fold);
      if (sum / folds.length < least) [best, least] = [row, sum / folds.length];
    }
    return best;
  };
  if (!perTask) return new Array<number>(T).fill(leastBy(errorOf));
  return Array.from({ length: T }, (_, t) => leastBy((errors) => errors[t]!));
}

/** What the inner folds choose is measured on the outer ones, method by method; and who wins. */
export function compareMethods(
  methods: readonly Method[],
  nested: readonly NestedErrors[],
  rules: Rules,
): MethodReport {
  const measured = methods.map((method, m) => measure(method, nested[m]!, rules));
  const winner = measured.reduce((best, row) => (row.error < best.error ? row : best));
  const limit = winner.error + winner.standardError;
  const chosen = rules.rule === "best" ? winner : measured.find(({ error }) => error <= limit)!;
  const rows = measured.map((row): MethodRow => {
    const { mean, low, high } = compared(row, winner, rules);
    return Object.freeze({ ...row, difference: mean, low, high });
  });
  const { rule, confidence } = rules;
  const sharing = verdictOf(measured, rules);
  return new MethodReport({ rows, best: winner.method, chosen: chosen.method, rule, confidence, sharing });
}

type Measured = Omit<MethodRow, "difference" | "low" | "high">;

function measure(method: Method, { inner, outer, alphas }: NestedErrors, { errorOf }: Rules): Measured {
  const K = outer.length;
  const chosen = outer.map((_, k) => {
    const folds = inner[k]!.flatMap((errors, fold) => (errors ? [{ errors, fold }] : []));
    return chooseRows(folds, method, errorOf);
  });
  const byTask = outer.map((errors, k) => chosen[k]!.map((row, t) => errors.of(row)[t]!));
  const foldErrors = byTask.map((errors, k) => errorOf(errors, k));
  const error = mean(foldErrors);
  const variance = foldErrors.reduce((sum, own) => sum + (own - error) ** 2, 0) / (K - 1);
  return {
    method: method.name,
    shares: method.shares,
    error,
    standardError: Math.sqrt(variance / K),
    foldErrors,
    taskErrors: byTask[0]!.map((_, t) => mean(byTask.map((errors) => errors[t]!))),
    alphas: chosen.map((rows, k) => {
      const strengths = rows.map((row) => alphas[k]![row]!);
      return method.perTask ? strengths : strengths[0]!;
    }),
  };
}

const compared = (a: Measured, b: Measured, { share, confidence }: Rules) =>
  pairedInterval(
    a.foldErrors.map((error, k) => error - b.foldErrors[k]!),
    share,
    confidence,
  );

function verdictOf(rows: readonly Measured[], rules: Rules): SharingVerdict | undefined {
  const least = (shares: boolean): Measured | undefined =>
    rows
      .filter((row) => row.shares === shares)
      .reduce<Measured | undefined>((best, row) => (best && best.error <= row.error ? best : row), undefined);
  const [shared, alone] = [least(true), least(false)];
  if (!shared || !alone || shared.taskErrors.length < 2) return undefined;
  const { mean: gain, low, high } = compared(alone, shared, rules);
  const verdict = low > 0 ? "pays" : high < 0 ? "does not pay" : "unclear";
  return { shared: shared.method, alone: alone.method, gain, low, high, verdict };
}
