// The size of every row of a matrix: its Euclidean norm, or its largest number regardless of sign.
//
//   sizes  m doubles
//   z      m x lanes, row-major; lanes even

export function row_sizes(sizes: usize, z: usize, m: i32, lanes: i32, largest: bool): void {
  const row = <usize>lanes << 3;
  const end = sizes + (<usize>m << 3);
  for (; sizes < end; sizes += 8, z += row) {
    let a = f64x2.splat(0);
    if (largest) {
      for (let t: usize = 0; t < row; t += 16) a = v128.max<f64>(a, v128.abs<f64>(v128.load(z + t)));
      store<f64>(sizes, max(v128.extract_lane<f64>(a, 0), v128.extract_lane<f64>(a, 1)));
    } else {
      for (let t: usize = 0; t < row; t += 16) {
        const v = v128.load(z + t);
        a = v128.add<f64>(a, v128.mul<f64>(v, v));
      }
      store<f64>(sizes, Math.sqrt(v128.extract_lane<f64>(a, 0) + v128.extract_lane<f64>(a, 1)));
    }
  }
}
