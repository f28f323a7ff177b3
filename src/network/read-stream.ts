import { reject, said } from "../check/reject.ts";
import { checkCheckpoint } from "./checkpoint.ts";
import type { TrainOptions } from "./data.ts";
import type { BatchSource } from "./loader.ts";
import { readValidation, type StreamedData, streamedHeads, type ValidationOptions } from "./stream.ts";
import type { NetworkParameters } from "./trainer.ts";
import type { TrainingThreadOptions } from "./training-threads.ts";

export type StreamOptions = TrainingThreadOptions & TrainOptions & ValidationOptions;

/** What a fit of batches that come from elsewhere was called with; `waits` says whether promises can be awaited. */
export function readStream(
  where: string,
  source: BatchSource,
  { validation: rows, checkpoint, resume }: StreamOptions,
  { tasks, inputs, earlyStopping, batches }: NetworkParameters,
  waits: boolean,
): StreamedData {
  if ((earlyStopping !== false) !== (rows !== undefined)) {
    const got = earlyStopping === false ? "no earlyStopping" : "no validation";
    const rule = "validation: rows beside the loader that it looks at";
    reject("pair", `${where} earlyStopping`, rule, said(got));
  }
  if (batches !== "joint")
    reject("pair", `${where} batches`, '"joint": a loader itself says whose rows come', batches);
  if (checkpoint) checkCheckpoint(where, checkpoint);
  const how = { heads: streamedHeads(where, tasks), own: inputs === "own" };
  const validation = rows && readValidation(`${where} validation`, rows, how);
  return { source, waits, ...how, validation, resume, checkpoint };
}
