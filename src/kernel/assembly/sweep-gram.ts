// One sweep of block coordinate descent on a Gram matrix: min over W of 1/2 <W, (G + ridge I) W> - <C, W> + l1 and l21 of
// the rows of W, row after row in the given order. h = C - (G + ridge I) W is kept true.
//
//   g        m x m, symmetric, rows ldg doubles apart
//   order    m doubles, the rows in the order of their turns
//   w, h     m x lanes, row-major; lanes even
//   scratch  8 lanes + 8 doubles
//
// A row that moved by d takes G's column times d from h. Four such updates wait and are made in one pass over h, which then
// is read and written once for four; a row whose turn comes first has its own share made up. Gauss-Seidel to the letter.
// Twin: solver/descent/plain-sweep.ts.
import { proxRow } from "./prox-row";
import { FOUR, fillUp, subtractFour, subtractRow } from "./subtract-four";

export function sweep_gram(
  g: usize, ldg: i32, order: usize, m: i32, w: usize, h: usize, lanes: i32,
  l1: f64, l21: f64, ridge: f64, scratch: usize,
): void {
  const row = <usize>lanes << 3;
  const gap = <usize>ldg << 3;
  const own = scratch;
  const steps = scratch + row;
  const rows = steps + row * FOUR;
  let waiting = 0;
  for (let k = 0; k < m; k++) {
    const j = <usize>load<f64>(order + (<usize>k << 3));
    const L = load<f64>(g + j * gap + (j << 3)) + ridge;
    if (!(L > 0)) continue;
    const hj = h + j * row;
    const wj = w + j * row;
    let from = hj;
    for (let q = 0; q < waiting; q++) {
      const share = load<f64>(load<usize>(rows + (<usize>q << 3)) + (j << 3));
      subtractRow(own, from, share, steps + <usize>q * row, row);
      from = own;
    }
    const step = steps + <usize>waiting * row;
    if (!proxRow(wj, from, step, lanes, L, l1, l21)) continue;
    if (ridge > 0) subtractRow(hj, hj, ridge, step, row);
    store<usize>(rows + (<usize>waiting << 3), g + j * gap);
    if (++waiting < FOUR) continue;
    subtractFour(h, m, rows, steps, row);
    waiting = 0;
  }
  if (waiting > 0) {
    fillUp(rows, steps, waiting, row);
    subtractFour(h, m, rows, steps, row);
  }
}
