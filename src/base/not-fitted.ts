import { PolytaskError } from "../check/reject.ts";

/** Thrown where an answer is asked of an estimator that has learnt nothing yet. */
export class NotFittedError extends PolytaskError {
  override readonly name = "NotFittedError";

  constructor(owner: string, asked: string) {
    super(
      "state",
      `${owner}.${asked}: expected a fitted estimator, got one that has not seen data: call fit first`,
    );
  }
}
