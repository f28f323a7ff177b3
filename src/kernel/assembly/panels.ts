// A square matrix as panels of eight of its rows, each transposed: panel k is p rows of eight doubles, and row i of it
// holds q[8 k + r, i] for r = 0..7, zero where there is no such row. Column i of q is thus one cache line a panel.
//
//   q  p x p, row-major, contiguous

export function toPanels(panels: usize, q: usize, p: i32): void {
  const row = <usize>p << 3;
  for (let k = 0; k < p; k += 8, q += row << 3) {
    const rows = min(8, p - k);
    for (let i: usize = 0; i < row; i += 8, panels += 64) {
      for (let r = 0; r < 8; r++) store<f64>(panels + (r << 3), r < rows ? load<f64>(q + <usize>r * row + i) : 0);
    }
  }
}

/** Back again, with column c of q taken from column order[c], i32 each. */
export function fromPanels(q: usize, panels: usize, p: i32, order: usize): void {
  const row = <usize>p << 3;
  for (let k = 0; k < p; k += 8, q += row << 3, panels += row << 3) {
    const rows = min(8, p - k);
    for (let c = 0; c < p; c++) {
      const from = panels + (<usize>load<i32>(order + (<usize>c << 2)) << 6);
      const to = q + (<usize>c << 3);
      for (let r = 0; r < rows; r++) store<f64>(to + <usize>r * row, load<f64>(from + (r << 3)));
    }
  }
}
