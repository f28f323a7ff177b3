// Sorting a few numbers with where they came from, by insertion: equal numbers keep their order.

/** Sorts n doubles ascending; order[i], i32 each, says where the i-th stood. */
export function ascend(order: usize, x: usize, n: i32): void {
  for (let i = 0; i < n; i++) {
    const value = load<f64>(x + (<usize>i << 3));
    let to = i;
    for (; to > 0 && load<f64>(x + (<usize>(to - 1) << 3)) > value; to--) {
      store<f64>(x + (<usize>to << 3), load<f64>(x + (<usize>(to - 1) << 3)));
      store<i32>(order + (<usize>to << 2), load<i32>(order + (<usize>(to - 1) << 2)));
    }
    store<f64>(x + (<usize>to << 3), value);
    store<i32>(order + (<usize>to << 2), i);
  }
}
