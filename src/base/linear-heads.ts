import { readNumbers } from "../check/numbers.ts";
import { reject, said } from "../check/reject.ts";
import type { Dense } from "../matrix/dense.ts";
import { exponential } from "../matrix/exponential.ts";
import type { Label } from "./label.ts";
import { LinearModel, type LinearModelDescription } from "./linear-model.ts";
import { readNames, type TaskShape } from "./task-names.ts";

/** What a task predicts: a number, by its link, or one of its classes, which own 1 column of W (two classes) or one each. */
export type TaskHead =
  | { readonly kind: "number"; readonly link?: "log" }
  | { readonly kind: "classes"; readonly classes: readonly Label[]; readonly columns: number };

/** What a fit has learnt, as plain data: fit for JSON and for ever. */
export interface LinearHeadsDescription {
  readonly kind: "LinearHeads";
  readonly version: 1;
  readonly taskNames?: readonly string[];
  readonly heads: readonly TaskHead[];
  readonly linear: LinearModelDescription;
  /** Of every task on the rows of the fit: the share of right labels, or R². */
  readonly fitScores?: readonly number[];
}

/** A fitted linear model whose tasks are numbers or classes: immutable, and what is saved. */
export class LinearHeads implements TaskShape {
  /** p x C, one or more columns a task. */
  readonly linear: LinearModel;
  readonly heads: readonly TaskHead[];
  readonly taskNames: readonly string[] | undefined;
  /** Of every task on the rows of the fit: the share of right labels, or R²; undefined where nobody has seen them. */
  readonly fitScores: Float64Array | undefined;
  readonly #firsts: readonly number[];

  constructor(
    linear: LinearModel,
    heads: readonly TaskHead[],
    taskNames: readonly string[] | undefined,
    fitScores?: Float64Array,
  ) {
    this.linear = linear;
    this.heads = Object.freeze(heads.map((head) => Object.freeze({ ...head })));
    this.taskNames = taskNames;
    this.fitScores = fitScores;
    this.#firsts = heads.map((_, t) => heads.slice(0, t).reduce((sum, head) => sum + widthOf(head), 0));
    Object.freeze(this);
  }

  get p(): number {
    return this.linear.p;
  }

  get T(): number {
    return this.heads.length;
  }

  /** What `fitScores` are. */
  get scoreName(): string {
    const labels = this.heads.filter(({ kind }) => kind === "classes").length;
    if (labels === 0) return "training R²";
    return labels === this.T ? "training accuracy" : "training accuracy or R²";
  }

  /** The classes of task t; refuses a task of numbers. */
  classes(t: number): readonly Label[] {
    const head = this.heads[t]!;
    return head.kind === "classes"
      ? head.classes
      : reject("value", `LinearHeads task ${t}`, "a task with classes", said("one of numbers"));
  }

  /** The linear predictions of task t, column after column: n each. */
  scores(t: number, X: Dense): Float64Array[] {
    const first = this.#firsts[t]!;
    return Array.from({ length: widthOf(this.heads[t]!) }, (_, k) => this.linear.applyTask(first + k, X));
  }

  /** The predictions of a task of numbers, n. */
  numbers(t: number, X: Dense): Float64Array {
    const head = this.heads[t]!;
    const [f] = this.scores(t, X);
    return head.kind === "number" && head.link === "log" ? f!.map(exponential) : f!;
  }

  /** P(class k | x) of task t, n x K. */
  probabilities(t: number, X: Dense): Dense {
    const { length: K } = this.classes(t);
    const scores = this.scores(t, X);
    const data = new Float64Array(X.rows * K);
    for (let i = 0; i < X.rows; i++) {
      const own = scores.length === 1 ? [0, scores[0]![i]!] : scores.map((f) => f[i]!);
      const most = Math.max(...own);
      const shares = own.map((f) => exponential(f - most));
      const total = shares.reduce((sum, share) => sum + share, 0);
      for (let k = 0; k < K; k++) data[i * K + k] = shares[k]! / total;
    }
    return { data, rows: X.rows, columns: K };
  }

  /** The likeliest class of every row, the first of equals. */
  labels(t: number, X: Dense): Label[] {
    const classes = this.classes(t);
    const scores = this.scores(t, X);
    return Array.from({ length: X.rows }, (_, i) => {
      if (scores.length === 1) return classes[scores[0]![i]! > 0 ? 1 : 0]!;
      let best = 0;
      for (let k = 1; k < scores.length; k++) if (scores[k]![i]! > scores[best]![i]!) best = k;
      return classes[best]!;
    });
  }

  /** The model as plain data; `LinearHeads.from` takes it back. */
  describe(): LinearHeadsDescription {
    return {
      kind: "LinearHeads",
      version: 1,
      ...(this.taskNames && { taskNames: this.taskNames }),
      heads: this.heads,
      linear: this.linear.describe(),
      ...(this.fitScores?.every(Number.isFinite) && { fitScores: [...this.fitScores] }),
    };
  }

  toJSON(): LinearHeadsDescription {
    return this.describe();
  }

  /** Rebuilds a model from what `describe` gave, through JSON or not. Predicts bit for bit the same. */
  static from(given: LinearHeadsDescription): LinearHeads {
    const where = "LinearHeads.from";
    if (given?.kind !== "LinearHeads") reject("value", where, 'an object of kind "LinearHeads"', given?.kind);
    if (given.version !== 1) {
      reject("value", `${where} version`, "1, the newest this library knows", given.version);
    }
    const { heads, fitScores } = given;
    if (!Array.isArray(heads) || heads.length === 0) reject("shape", `${where} heads`, "one a task", heads);
    const linear = LinearModel.from(given.linear);
    for (const head of heads as readonly TaskHead[]) checkHead(where, head);
    const columns = (heads as readonly TaskHead[]).reduce((sum, head) => sum + widthOf(head), 0);
    if (columns !== linear.T)
      reject("shape", `${where} heads`, `${linear.T} columns in all`, said(`${columns}`));
    const names = readNames(`${where} taskNames`, given.taskNames, heads.length);
    const scores = fitScores && readNumbers(`${where} fitScores`, fitScores, heads.length);
    return new LinearHeads(linear, heads, names, scores);
  }
}

const widthOf = (head: TaskHead): number => (head.kind === "number" ? 1 : head.columns);

function checkHead(where: string, head: TaskHead): void {
  const isNumber = head?.kind === "number" && (head.link === undefined || head.link === "log");
  const fits = ({ classes, columns }: TaskHead & { kind: "classes" }): boolean =>
    Array.isArray(classes) &&
    classes.every((label) => ["string", "number", "boolean"].includes(typeof label)) &&
    (columns === classes.length || (columns === 1 && classes.length === 2));
  if (isNumber || (head?.kind === "classes" && fits(head))) return;
  reject("value", `${where} heads`, "numbers with a link or none, or classes and their columns", head);
}
