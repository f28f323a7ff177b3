import { kernelsOf } from "./module.ts";
import { binaries, type KernelName } from "./network-binary.ts";

/** The kernels of networks. */
export const networkKernels = /* @__PURE__ */ kernelsOf<KernelName>(binaries);
