import { reject } from "../check/reject.ts";
import { readWorkers, type ThreadOptions } from "../parallel/thread-options.ts";
import { patient } from "../parallel/turns.ts";

/** How threads train. */
export interface TrainingThreads {
  readonly workers: number;
  /** Whether they do every step together, or each does steps of its own. */
  readonly parallel: "synchronous" | "hogwild";
  /** Milliseconds. */
  readonly patience: number;
}

export interface TrainingThreadOptions extends ThreadOptions {
  /**
   * "synchronous", where nothing is said: threads do every step together, with the bits that one has. "hogwild": each does whole steps of its
   * own, on weights that the others change meanwhile and without a lock, so no two fits are the same (Recht, Ré, Wright & Niu 2011); for
   * batches too small to be shared. Threads meet every 64 steps.
   */
  readonly parallel?: TrainingThreads["parallel"];
  /**
   * How long a thread may take for its part of a step, in milliseconds, before it is lost and the fit ends in a sentence; 60 000 without
   * it. With "hogwild" a part is some whole steps, 32 / workers of them at most.
   */
  readonly patience?: number;
}

export const threadOptions = ["workers", "parallel", "patience"] as const;

/** Reads how threads shall train. */
export function readThreads(where: string, options: TrainingThreadOptions): TrainingThreads {
  const { parallel = "synchronous", patience = patient } = options;
  if (parallel !== "synchronous" && parallel !== "hogwild")
    reject("param", `${where}.parallel`, '"synchronous" or "hogwild"', parallel);
  if (!(typeof patience === "number" && patience > 0))
    reject("param", `${where}.patience`, "milliseconds, a number > 0", patience);
  return { workers: readWorkers(where, options.workers), parallel, patience };
}
