import type { Card } from "../base/display/card.ts";
import { Shown } from "../base/display/shown.ts";
import { textOf } from "../base/display/text.ts";
import { type Form, finite, flag, listOf, number, oneOf, optional, recordOf, text } from "../check/form.ts";

/** What a nested cross-validation says of one method. */
export interface MethodRow {
  readonly method: string;
  /** Whether a task learns anything from the others. */
  readonly shares: boolean;
  /** Mean squared error on held-out rows: the mean over the outer folds. */
  readonly error: number;
  /** Of that mean: the standard deviation over the folds, over √K. */
  readonly standardError: number;
  /** How much larger the error is than the least one, and its paired interval. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** One an outer fold. */
  readonly foldErrors: readonly number[];
  /** One a task: the mean over the outer folds. */
  readonly taskErrors: readonly number[];
  /** What the inner folds chose, one an outer fold; one a task of it, where each has its own. */
  readonly alphas: readonly (number | readonly number[])[];
}

/**
 * Whether sharing pays, on the best method that shares and the best that does not. Both are picked by the errors that they are
 * compared on, so with many methods of one kind the gain is a little in its favour.
 */
export interface SharingVerdict {
  readonly shared: string;
  readonly alone: string;
  /** The error of `alone` less that of `shared`: above 0 where sharing helps. */
  readonly gain: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: "pays" | "does not pay" | "unclear";
}

const digits = (value: number): string => (Number.isFinite(value) ? value.toPrecision(4) : `${value}`);

type Facts = Pick<MethodReport, "rows" | "best" | "chosen" | "rule" | "confidence" | "sharing">;

/** A strength, or one a task. */
export const strengths: Form<number | readonly number[]> = (where, given) =>
  (Array.isArray(given) ? listOf(finite) : finite)(where, given);

const interval = { low: number, high: number };

const facts: Form<Facts> = /* @__PURE__ */ recordOf({
  rows: listOf(
    recordOf({
      method: text,
      shares: flag,
      ...{ error: finite, standardError: finite, difference: finite, ...interval },
      ...{ foldErrors: listOf(finite), taskErrors: listOf(finite), alphas: listOf(strengths) },
    }),
  ),
  ...{ best: text, chosen: text, confidence: finite },
  rule: oneOf("best", "oneStandardError"),
  sharing: optional(
    recordOf({
      ...{ shared: text, alone: text, gain: finite, ...interval },
      verdict: oneOf("pays", "does not pay", "unclear"),
    }),
  ),
});

/** Which method won and why: plain data, and a table for who reads it as text. */
export class MethodReport extends Shown {
  /** One a method, the simplest first, as they were asked for. */
  readonly rows: readonly MethodRow[];
  /** The method of the least error. */
  readonly best: string;
  /** The method that was kept. */
  readonly chosen: string;
  readonly rule: "best" | "oneStandardError";
  readonly confidence: number;
  /** Undefined unless methods of both kinds were compared, on two tasks or more. */
  readonly sharing: SharingVerdict | undefined;

  constructor({ rows, best, chosen, rule, confidence, sharing }: Facts) {
    super();
    this.rows = rows;
    this.best = best;
    this.chosen = chosen;
    this.rule = rule;
    this.confidence = confidence;
    this.sharing = sharing;
    Object.freeze(this);
  }

  /** What was kept and why, and whether sharing pays: a sentence each. */
  get reasons(): readonly string[] {
    const { best, chosen, rule, sharing } = this;
    const why =
      chosen === best
        ? rule === "best"
          ? "it has the least error"
          : "it has the least error, and nothing simpler is within one standard error of it"
        : `it is the simplest within one standard error of ${best}, which has the least error`;
    const kept = `${chosen} is kept: ${why}.`;
    if (!sharing) return [kept];
    const { shared, alone, gain, low, high, verdict } = sharing;
    const winner = gain > 0 ? shared : alone;
    const wins = winner === "single" ? "single-task" : winner;
    const interval = `${digits(low)} to ${digits(high)}`;
    const numbers = `the error of ${alone} less that of ${shared} is ${digits(gain)} (${interval})`;
    const said = verdict === "unclear" ? `It is unclear whether sharing pays` : `Sharing ${verdict}`;
    return [kept, `${said}: ${wins} ${verdict === "unclear" ? "is ahead" : "wins"}; ${numbers}.`];
  }

  /** The report as plain data; `from` takes it back. */
  describe(): Facts {
    const { rows, best, chosen, rule, confidence, sharing } = this;
    return { rows, best, chosen, rule, confidence, ...(sharing && { sharing }) } as Facts;
  }

  static from(given: unknown): MethodReport {
    return new MethodReport(facts("MethodReport.from", given));
  }

  protected override card(): Card {
    const rows = this.rows.map(({ method, error, standardError, difference, low, high }) => [
      method === this.chosen ? `> ${method}` : `  ${method}`,
      `${digits(error)} ± ${digits(standardError)}`,
      method === this.best ? "least" : `+${digits(difference)} (${digits(low)} to ${digits(high)})`,
    ]);
    const head = ["  method", "error", "above the least"];
    return {
      title: "methods compared",
      tables: [{ caption: "mean squared error on rows held out", head, rows }],
      notes: this.reasons,
    };
  }

  override toString(): string {
    return textOf(this.card());
  }
}
