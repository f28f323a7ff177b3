import { reject } from "../check/reject.ts";
import type { Block, Numbers } from "./arena.ts";
import { type Build, kernels } from "./module.ts";

/** y <- y + alpha x. */
export function axpy<V extends Numbers>(y: Block<V>, x: Block<V>, alpha: number, build?: Build): void {
  checkPair("axpy", x, y);
  kernels(build, y.space)[y.bytes === 8 ? "axpy_f64" : "axpy_f32"](y.address, x.address, alpha, y.length);
}

/** x <- alpha x. */
export function scale<V extends Numbers>(x: Block<V>, alpha: number, build?: Build): void {
  kernels(build, x.space)[x.bytes === 8 ? "scale_f64" : "scale_f32"](x.address, alpha, x.length);
}

/** xᵀy. */
export function dot<V extends Numbers>(x: Block<V>, y: Block<V>, build?: Build): number {
  checkPair("dot", x, y);
  return kernels(build, x.space)[x.bytes === 8 ? "dot_f64" : "dot_f32"](x.address, y.address, x.length);
}

/** ‖x‖₂², which leaves the range of its numbers where |x_i|² does. */
export const squaredNorm = <V extends Numbers>(x: Block<V>, build?: Build): number => dot(x, x, build);

/** ‖x‖₂, safe where the squares are too large or too small for the numbers of x. */
export function norm<V extends Numbers>(x: Block<V>, build?: Build): number {
  return kernels(build, x.space)[x.bytes === 8 ? "norm_f64" : "norm_f32"](x.address, x.length);
}

/** max |x_i|, 0 for no numbers, NaN where one is NaN. */
export function absMax<V extends Numbers>(x: Block<V>, build?: Build): number {
  return kernels(build, x.space)[x.bytes === 8 ? "absmax_f64" : "absmax_f32"](x.address, x.length);
}

function checkPair<V extends Numbers>(where: string, x: Block<V>, y: Block<V>): void {
  if (x.length !== y.length || x.bytes !== y.bytes || x.space !== y.space) {
    reject("internal", where, `${y.length} numbers of ${y.bytes} bytes`, `${x.length} of ${x.bytes}`);
  }
}
