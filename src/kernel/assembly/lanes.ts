// Small moves on two-lane vectors of doubles that the factorisations share.

/** c - a * b in every lane: one rounding where the build has relaxed SIMD, two roundings in the plain build. */
// @ts-ignore: decorator
@inline export function nmadd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_nmadd<f64>(a, b, c);
  return v128.sub<f64>(c, v128.mul<f64>(a, b));
}

/** [x0, x1], [y0, y1] => [x0 + x1, y0 + y1] */
// @ts-ignore: decorator
@inline export function pairwise(x: v128, y: v128): v128 {
  return v128.add<f64>(v128.shuffle<f64>(x, y, 0, 2), v128.shuffle<f64>(x, y, 1, 3));
}
