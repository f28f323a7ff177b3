export type { Datafit, LossRows } from "./datafit.ts";
export { huber } from "./huber.ts";
export { logistic } from "./logistic.ts";
export { multinomial } from "./multinomial.ts";
export { poisson } from "./poisson.ts";
export { quadratic } from "./quadratic.ts";
export { squareRoot } from "./square-root.ts";
