import { kernelsOf } from "./module.ts";
import { type KernelName, plain, relaxed } from "./network-binary.ts";

/** The kernels of networks. */
export const networkKernels = /* @__PURE__ */ kernelsOf<KernelName>({ plain, relaxed });
