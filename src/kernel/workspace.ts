import { lend } from "./memory.ts";
import { kernels } from "./module.ts";

let address: number | undefined;

/** Where products pack their operands: one stretch, lent once, kept, and shared by all products of a thread. */
export function workspace(): number {
  address ??= lend(kernels().workspace_bytes()).start;
  return address;
}
