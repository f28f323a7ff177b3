import { PolytaskWarning } from "../base/warning.ts";

/** Training stopped because a loss left all bounds; the weights are those of the last good epoch. */
export class DivergenceWarning extends PolytaskWarning {
  override readonly name = "DivergenceWarning";
}
