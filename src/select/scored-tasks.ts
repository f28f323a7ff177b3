import type { LearntState } from "../base/learnt-state.ts";
import { readNames } from "../base/task-names.ts";
import { finite, listOf, recordOf, whole } from "../check/form.ts";
import { reject } from "../check/reject.ts";
import { readScores } from "./selection-parameters.ts";

/** Scores of tasks, and which tasks they are of. */
export interface ScoredTasks {
  readonly scores: readonly number[];
  /** Numbers among T, one a score. */
  readonly of: readonly number[];
  readonly T: number;
  readonly taskNames: readonly string[] | undefined;
}

/** Reads them from plain data. */
export function readScoredTasks(where: string, state: LearntState): ScoredTasks {
  const { T } = recordOf({ T: whole(1) })(where, state);
  const { of, scores } = recordOf({ of: listOf(whole(0, T - 1)), scores: listOf(finite) })(where, state);
  if (of.length !== scores.length || new Set(of).size !== of.length)
    reject("shape", `${where} scores`, `${of.length}, each of another task`, scores);
  readScores(`${where} scores`, scores);
  return { scores, of, T, taskNames: readNames(`${where} taskNames`, state["taskNames"], T) };
}
