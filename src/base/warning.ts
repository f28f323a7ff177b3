import { reject } from "../check/reject.ts";

/** Something the user should know that does not stop the work. */
export class PolytaskWarning {
  readonly name: string = "PolytaskWarning";
  /** Who warns, as users know it. */
  readonly owner: string;
  readonly message: string;

  constructor(owner: string, message: string) {
    this.owner = owner;
    this.message = message;
  }
}

/** The solver stopped before its tolerance was met. */
export class ConvergenceWarning extends PolytaskWarning {
  override readonly name = "ConvergenceWarning";
}

/** A linear system was singular or nearly so; the answer is the one of smallest norm. */
export class IllConditionedWarning extends PolytaskWarning {
  override readonly name = "IllConditionedWarning";
}

/** A warning of this name: of its class, where that is one of the above. */
export function warningNamed(name: string, owner: string, message: string): PolytaskWarning {
  if (name === "ConvergenceWarning") return new ConvergenceWarning(owner, message);
  if (name === "IllConditionedWarning") return new IllConditionedWarning(owner, message);
  return Object.assign(new PolytaskWarning(owner, message), { name });
}

export type WarningHandler = (warning: PolytaskWarning) => void;

let handler: WarningHandler = ({ name, owner, message }) => console.warn(`${name}: ${owner}: ${message}`);

/** Replaces the library's one voice and returns the one it had, to be put back. */
export function setWarningHandler(next: WarningHandler): WarningHandler {
  if (typeof next !== "function") reject("param", "setWarningHandler", "a function", next);
  const before = handler;
  handler = next;
  return before;
}

/** Warns through the handler. */
export const warn = (warning: PolytaskWarning): void => handler(warning);
