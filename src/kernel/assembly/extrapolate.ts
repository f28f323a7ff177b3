// What Anderson acceleration needs of the last iterates s_0 ... s_K, which lie one after the other, `size` doubles each.
import { dot } from "./dot";
import { madd } from "./simd";

/** s_k <- s_k+1 - s_k for k < K, and u, K x K: their inner products. s_K stays. */
export function difference_gram(u: usize, s: usize, size: i32, K: i32): void {
  const long = <usize>size << 3;
  const last = s + <usize>K * long;
  for (let at = s; at < last; at += 8) store<f64>(at, load<f64>(at + long) - load<f64>(at));
  for (let k = 0; k < K; k++) {
    for (let l = 0; l <= k; l++) {
      const inner = dot(s + <usize>k * long, s + <usize>l * long, size);
      store<f64>(u + (<usize>(k * K + l) << 3), inner);
      store<f64>(u + (<usize>(l * K + k) << 3), inner);
    }
  }
}

/** to = s_K + c_0 s_0 + ... + c_K-1 s_K-1, once `difference_gram` has left the differences there. */
export function combine(to: usize, s: usize, size: i32, K: i32, c: usize): void {
  const long = <usize>size << 3;
  memory.copy(to, s + <usize>K * long, long);
  for (let k = 0; k < K; k++, s += long) {
    const ck = load<f64>(c + (<usize>k << 3));
    let t: usize = 0;
    const a = f64x2.splat(ck);
    for (; t + 16 <= long; t += 16) v128.store(to + t, madd<f64>(a, v128.load(s + t), v128.load(to + t)));
    if (t < long) store<f64>(to + t, load<f64>(to + t) + ck * load<f64>(s + t));
  }
}
