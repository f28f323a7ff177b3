import type { Clustering } from "./alternate.ts";
import { type RowsOfTasks, squareBetween } from "./rows-of-tasks.ts";
import { addUp } from "./sums.ts";

/** The centres of every task, k x p one task after the other, and those that tie them together, k x p. */
export interface TiedMeans {
  readonly centers: Float64Array;
  readonly shared: Float64Array;
}

/**
 * Σ_t Σ_i ‖x_ti − m_t,label‖² + alpha Σ_t Σ_k ‖m_tk − c_k‖². For labels with n_tk rows of sum s_tk the best are
 *
 *     c_k = Σ_t s_tk / (n_tk + alpha) / Σ_t n_tk / (n_tk + alpha),    m_tk = (s_tk + alpha c_k) / (n_tk + alpha),
 *
 * both at once, as the m_tk that answer c_k are put in. A cluster without rows in any task stays where it was.
 */
export function tiedMeans(rows: RowsOfTasks, k: number, alpha: number): Clustering<TiedMeans> {
  const { X, T, p, task } = rows;
  const centers = new Float64Array(T * k * p);
  const shared = new Float64Array(k * p);
  const sums = new Float64Array(T * k * p);
  const counts = new Float64Array(T * k);
  return {
    begin(start) {
      shared.set(start);
      for (let t = 0; t < T; t++) centers.set(start, t * k * p);
    },
    settle(labels) {
      addUp(rows, k, labels, sums, counts);
      for (let c = 0; c < k; c++) {
        let weight = 0;
        for (let t = 0; t < T; t++) {
          const count = counts[t * k + c]!;
          if (count > 0) weight += count / (count + alpha);
        }
        for (let j = 0; j < p; j++) {
          let sum = 0;
          for (let t = 0; t < T; t++) {
            const count = counts[t * k + c]!;
            if (count > 0) sum += sums[(t * k + c) * p + j]! / (count + alpha);
          }
          if (weight > 0) shared[c * p + j] = sum / weight;
          for (let t = 0; t < T; t++) {
            const count = counts[t * k + c]!;
            const at = (t * k + c) * p + j;
            const tie = shared[c * p + j]!;
            centers[at] = count > 0 ? (sums[at]! + alpha * tie) / (count + alpha) : tie;
          }
        }
      }
    },
    assign(labels) {
      let objective = 0;
      for (let i = 0; i < X.rows; i++) {
        const first = task[i]! * k;
        let least = Infinity;
        for (let c = 0; c < k; c++) {
          const square = squareBetween(X, i, centers, first + c);
          if (square < least) [least, labels[i]] = [square, c];
        }
        objective += least;
      }
      let ties = 0;
      for (let at = 0; at < centers.length; at++) {
        const step = centers[at]! - shared[at % (k * p)]!;
        ties += step * step;
      }
      return objective + alpha * ties;
    },
    read: () => ({ centers: centers.slice(), shared: shared.slice() }),
  };
}
