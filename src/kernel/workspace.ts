import { home, type Space } from "./memory.ts";
import { kernels } from "./module.ts";

const addresses = /* @__PURE__ */ new WeakMap<Space, number>();

/** Lends one of its kind. */
export const lendWorkspace = (space: Space): number => space.lend(kernels().workspace_bytes()).start;

/** Where products pack their operands: one stretch, lent once, kept, and shared by all products of a thread. */
export function workspace(space = home): number {
  let address = addresses.get(space);
  if (address === undefined) {
    address = lendWorkspace(space);
    addresses.set(space, address);
  }
  return address;
}
