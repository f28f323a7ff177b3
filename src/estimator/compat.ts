import { choice } from "../base/parameter.ts";
import type { Scale } from "../penalty/scaled.ts";

/** A library whose strengths can be taken as they are. */
type Library = "malsar" | "rmtl" | "sklearn";

/** A row of a parameter table. */
export const compatParameter = choice("none", ["none", "malsar", "rmtl", "sklearn"]);

/** A family of models of a library: the factors that turn its strengths into ours. */
interface Family extends Scale {
  readonly library: Library;
  readonly loss: "squared" | "logistic";
  /** The penalties that it is about; without it all that no row above is about. */
  readonly penalties?: readonly string[];
  readonly taskWeight: "samples" | "equal";
  /** Whether n̄ divides the factors: where the library adds losses up and we take the mean of a task. */
  readonly sums: boolean;
}

/** The penalties of two parts or of stages: MALSAR's losses have no 1/2 there. */
const wholeSquares = [
  "decompose",
  "dirty",
  "robustFeatures",
  "robustLowRank",
  "sparseLowRank",
  "cappedL1",
] as const;

/**
 * One table for all. F is ours: 1/(2 n̄) Σ ‖y_t − X_t w_t‖² or 1/n̄ Σ log(1 + e^(−m)), plus norms, plus alpha/2 ‖W‖²; with
 * `taskWeight: "equal"` it is Σ_t 1/(2 n_t) ‖·‖² or Σ_t 1/n_t Σ log. What the others minimise, with r and s for their
 * strengths of norms and of ‖W‖²:
 *
 * | library | loss | models | minimises | is | alpha of a norm | of ‖W‖²/2 |
 * |---|---|---|---|---|---|---|
 * | MALSAR 1.1 | squared | two parts, stages | Σ ‖·‖² + r g | 2 n̄ F | r / 2n̄ | – |
 * | | squared | all others | 1/2 Σ ‖·‖² + r g + s ‖W‖² | n̄ F | r / n̄ | 2 s / n̄ |
 * | | logistic | all | Σ 1/n_t Σ log + r g + s ‖W‖² | F, equal | r | 2 s |
 * | RMTL 0.9 | squared | all | Σ 1/(2 n_t) ‖·‖² + r g + s ‖W‖² | F, equal | r | 2 s |
 * | | logistic | all | Σ 1/n_t Σ log + r g + s ‖W‖² | F, equal | r | 2 s |
 * | scikit-learn | squared | Ridge | ‖·‖² + s ‖W‖² | 2 n F | – | s / n |
 * | | squared | Lasso, MultiTask… | 1/(2 n) ‖·‖² + r g + s/2 ‖W‖² | F | r | s |
 * | | logistic | all | Σ log + g / C or ‖W‖² / 2C | n F | (1/C) / n | (1/C) / n |
 */
const table: readonly Family[] = [
  {
    ...{ library: "malsar", loss: "squared", penalties: wholeSquares, taskWeight: "samples", sums: true },
    ...{ norm: 1 / 2, square: 1 },
  },
  { library: "malsar", loss: "squared", taskWeight: "samples", sums: true, norm: 1, square: 2 },
  { library: "malsar", loss: "logistic", taskWeight: "equal", sums: false, norm: 1, square: 2 },
  { library: "rmtl", loss: "squared", taskWeight: "equal", sums: false, norm: 1, square: 2 },
  { library: "rmtl", loss: "logistic", taskWeight: "equal", sums: false, norm: 1, square: 2 },
  {
    ...{ library: "sklearn", loss: "squared", penalties: ["ridge"], taskWeight: "samples", sums: true },
    ...{ norm: 1, square: 1 },
  },
  { library: "sklearn", loss: "squared", taskWeight: "samples", sums: false, norm: 1, square: 1 },
  { library: "sklearn", loss: "logistic", taskWeight: "samples", sums: true, norm: 1, square: 1 },
];

/** What turns a library's strengths into ours, and how its tasks count. */
export type LibraryScale = Scale & Pick<Family, "taskWeight">;

/** How a library's strengths become ours for a loss, a penalty and n̄ rows a task, and how its tasks count. */
export function scaleOf(
  library: Library,
  loss: Family["loss"],
  penalty: string,
  meanRows: number,
): LibraryScale {
  const { taskWeight, sums, norm, square } = table.find(
    (row) => row.library === library && row.loss === loss && (row.penalties?.includes(penalty) ?? true),
  )!;
  const by = sums ? meanRows : 1;
  return { taskWeight, norm: norm / by, square: square / by };
}
