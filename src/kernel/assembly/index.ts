// The exports of the kernels; each file beside this one is one idea.
export { axpy_f32, axpy_f64 } from "./axpy";
export { centre_columns_f64, sum_columns_f64 } from "./columns";
export { dot_f32, dot_f64 } from "./dot";
export { gemm_f32, gemm_f64, workspace_bytes } from "./gemm";
export { gemv_f32, gemv_f64 } from "./gemv";
export { mirror_f32, mirror_f64 } from "./mirror";
export { absmax_f32, absmax_f64, norm_f32, norm_f64 } from "./norm";
export { scale_f32, scale_f64 } from "./scale";
export { syrk_f32, syrk_f64 } from "./syrk";
export { cholesky_f64 } from "./cholesky";
export { eigh_doubles, eigh_f64 } from "./eigen";
export { svd_doubles, svd_f64 } from "./svd";
export { solve_cholesky_f64, solve_lower_f64, solve_lower_transposed_f64 } from "./triangular";
export { combine, difference_gram } from "./extrapolate";
export { row_sizes } from "./row-size";
export { sweep_gram } from "./sweep-gram";
export { sweep_rows } from "./sweep-rows";
