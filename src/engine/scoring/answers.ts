import type { Label } from "../../base/label.ts";
import type { Dialect } from "../source.ts";
import type { Affine } from "./affine.ts";
import type { Cells } from "./cells.ts";

/** What a model says of a task: a number, by its link, or classes by their scores, one of the second class or one a class. */
export type Answer =
  | { readonly kind: "number"; readonly score: Affine; readonly link: "log" | undefined }
  | { readonly kind: "classes"; readonly classes: readonly Label[]; readonly scores: readonly Affine[] };

/** Puts an estimator or a model into SQL: an answer a task. */
export type Predict = (
  where: string,
  given: unknown,
  dialect: Dialect,
  columns: readonly Cells[],
) => readonly Answer[];

/** How a model of some class is put into SQL. */
export type Emit<M> = (
  model: M,
  dialect: Dialect,
  columns: readonly Cells[],
  predict: Predict,
) => readonly Answer[];
