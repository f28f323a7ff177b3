import type { Mark } from "../../base/mark.ts";
import type { Work } from "../../base/work.ts";
import { reject, said } from "../../check/reject.ts";
import { type Dense, zeros } from "../../matrix/dense.ts";
import type { RandomState } from "../../matrix/random.ts";
import { loadFeatures } from "../../statistics/features.ts";
import { fenchelGap, largestOf } from "./fenchel-gap.ts";
import { type GramData, gramSource } from "./gram-source.ts";
import { outerLoop } from "./outer-loop.ts";
import { type Rows, rowSource } from "./row-source.ts";
import { questionsOf, type RowQuestions, type RowTerms } from "./row-terms.ts";
import type { Source, Whole } from "./source.ts";
import { wholeLoop } from "./whole-loop.ts";

export interface BlockDescentSettings {
  /** The gap to reach, relative to F(0). */
  readonly tol?: number;
  /** Most sweeps over the working set. */
  readonly maxIter?: number;
  /** Where to start, p x T; zero without it. */
  readonly start?: Dense | undefined;
  /** Instead: how far beyond the last solution, on the line from the one before to it, as a share of their distance. */
  readonly onward?: number | undefined;
  /** Draws the order of every sweep; without it features are swept in the order in which they came in. */
  readonly random?: RandomState | undefined;
}

export interface BlockDescentResult {
  /** p x T */
  readonly W: Dense;
  /** One an outer iteration; `iteration` counts the sweeps until then. */
  readonly marks: readonly Mark[];
  readonly converged: boolean;
}

/** Data opened once for many penalties, such as a falling list of strengths; what is found out about it is kept. */
export interface BlockDescent {
  solve(terms: RowTerms, settings?: BlockDescentSettings): Work<BlockDescentResult>;
  /** The smallest strength alpha at which W = 0 is a solution with the penalty alpha times `terms`, its ridge aside. */
  alphaMax(terms: RowTerms): number;
  /** Gives the memory back. Call it in a `finally`. */
  close(): void;
}

/** min over W of 1/(2 n) ‖Y − X W‖² + the penalty, for X, n x p, and Y, n x T, that are centred already. */
export const openRows = (X: Dense, Y: Dense): BlockDescent => {
  const { rows: n, columns: p } = X;
  if (n !== Y.rows) reject("shape", "openRows Y", `${n} rows, one per row of X`, Y.rows);
  const rows = Int32Array.from({ length: n }, (_, i) => i);
  const columns = Array.from({ length: Y.columns }, (_, t) => t);
  const group = { X, Y, rows, weight: undefined, tasks: columns, columns };
  const load: Rows["load"] = (...into) => void loadFeatures(group, false, ...into);
  return openLoaded({ n, p, T: Y.columns, load });
};

/** The same from rows that somebody writes down. */
export const openLoaded = (rows: Rows): BlockDescent => opened(rowSource(rows));

/** The same from G = XᵀX / n̄, C = XᵀY / n̄ and 1/2 ‖Y‖² / n̄. */
export const openGram = (data: GramData): BlockDescent => {
  const { gram, cross } = data;
  const p = cross.rows;
  if (gram.rows !== p || gram.columns !== p) {
    reject(
      "shape",
      "openGram gram",
      `${p} x ${p}, one row per row of cross`,
      said(`${gram.rows} x ${gram.columns}`),
    );
  }
  return opened(gramSource(data));
};

function opened(source: Source): BlockDescent {
  const solve = source.whole ? wholePath(source, source.whole) : setPath(source);
  return {
    solve: (terms, settings = {}) => solve(questionsOf(terms, source.p, source.T), settings),
    alphaMax(terms) {
      const gap = fenchelGap(questionsOf(terms, source.p, source.T), source);
      source.recall();
      gap.dualNorms(source.sizes, source.cross, source.p, source.features);
      return largestOf(source.sizes.values, source.p);
    },
    close: () => source.close(),
  };
}

type Solve = (questions: RowQuestions, settings: BlockDescentSettings) => Work<BlockDescentResult>;

/** The working set has all features, and the last solutions lie where the next one is made. */
const wholePath =
  (source: Source, whole: Whole): Solve =>
  (questions, settings) =>
    wholeLoop(source, whole, questions, settings);

function setPath(source: Source): Solve {
  let before: Dense | undefined;
  let last: Dense | undefined;
  return function* (questions, settings) {
    const { onward, start } = settings;
    const from = onward === undefined ? start : ahead(last, before, onward);
    const result = yield* outerLoop(source, questions, { ...settings, start: from });
    [before, last] = [last, result.W];
    return result;
  };
}

/** A row that is zero stays so: it is rather where it was than beyond. */
function ahead(last: Dense | undefined, before: Dense | undefined, by: number): Dense | undefined {
  if (!last || !before || by === 0) return last;
  const out = zeros(last.rows, last.columns);
  for (let k = 0; k < out.data.length; k++) {
    const w = last.data[k]!;
    out.data[k] = w === 0 ? 0 : w + by * (w - before.data[k]!);
  }
  return out;
}

/** One problem on the rows of the data, from opening to closing. */
export function* blockDescentOnRows(
  { X, Y }: { readonly X: Dense; readonly Y: Dense },
  terms: RowTerms,
  settings?: BlockDescentSettings,
): Work<BlockDescentResult> {
  const descent = openRows(X, Y);
  try {
    return yield* descent.solve(terms, settings);
  } finally {
    descent.close();
  }
}

/** One problem on the Gram matrix, from opening to closing. */
export function* blockDescentOnGram(
  data: GramData,
  terms: RowTerms,
  settings?: BlockDescentSettings,
): Work<BlockDescentResult> {
  const descent = openGram(data);
  try {
    return yield* descent.solve(terms, settings);
  } finally {
    descent.close();
  }
}
