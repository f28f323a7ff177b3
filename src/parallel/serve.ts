import { type PolytaskWarning, setWarningHandler } from "../base/warning.ts";
import { PolytaskError, type RejectCode } from "../check/reject.ts";
import { starter } from "./thread.ts";

/** What comes back for an order: a value or an error, and what there was to warn of. */
export interface Reply {
  readonly value?: unknown;
  readonly error?: { readonly name: string; readonly message: string; readonly code?: RejectCode };
  readonly warnings: readonly Pick<PolytaskWarning, "name" | "owner" | "message">[];
}

/** Answers every order of the thread that started this one, in their order. */
export function serve(carryOut: (order: never) => unknown): void {
  const port = starter((order) => {
    const warnings: Reply["warnings"][number][] = [];
    const before = setWarningHandler(({ name, owner, message }) => warnings.push({ name, owner, message }));
    try {
      port.post({ value: carryOut(order as never), warnings } satisfies Reply);
    } catch (error) {
      port.post({ error: described(error as Error), warnings } satisfies Reply);
    } finally {
      setWarningHandler(before);
    }
  });
}

const described = (error: Error): NonNullable<Reply["error"]> => ({
  ...{ name: error.name, message: error.message },
  ...(error instanceof PolytaskError && { code: error.code }),
});
