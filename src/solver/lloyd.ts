import type { Dense } from "../matrix/dense.ts";
import type { RandomState } from "../matrix/random.ts";

/** Enough for any run of Lloyd's: assignments that change lower the sum of squares, so none comes twice. */
const rounds = 300;

/**
 * k-means: which of k centres each point, a row, belongs to, of the least sum of squared distances that `restarts` runs of
 * Lloyd's algorithm find from centres drawn by k-means++. Clusters are numbered in the order of their first points.
 *
 * @see Lloyd 1982; Arthur & Vassilvitskii 2007
 */
export function lloyd(points: Dense, k: number, random: RandomState, restarts = 10): number[] {
  let best: Int32Array = new Int32Array(points.rows);
  let least = Infinity;
  for (let run = 0; run < restarts; run++) {
    const { owners, cost } = runOnce(points, k, random);
    if (cost < least) [best, least] = [owners, cost];
  }
  const names = new Map<number, number>();
  return Array.from(best, (owner) => {
    if (!names.has(owner)) names.set(owner, names.size);
    return names.get(owner)!;
  });
}

function runOnce(points: Dense, k: number, random: RandomState): { owners: Int32Array; cost: number } {
  const { data, rows: n, columns: d } = points;
  const centres = drawCentres(points, k, random);
  const owners = new Int32Array(n).fill(-1);
  const sizes = new Int32Array(k);
  for (let round = 0; ; round++) {
    let cost = 0;
    let moved = false;
    for (let i = 0; i < n; i++) {
      let [owner, near] = [0, Infinity];
      for (let c = 0; c < k; c++) {
        const far = distance(data, i, centres, c, d);
        if (far < near) [owner, near] = [c, far];
      }
      moved ||= owners[i] !== owner;
      owners[i] = owner;
      cost += near;
    }
    if (!moved || round >= rounds) return { owners, cost };
    sizes.fill(0);
    for (const owner of owners) sizes[owner]!++;
    for (let at = 0; at < centres.length; at++) if (sizes[Math.floor(at / d)]! > 0) centres[at] = 0;
    for (let i = 0; i < n; i++) {
      const owner = owners[i]!;
      for (let j = 0; j < d; j++) centres[owner * d + j]! += data[i * d + j]! / sizes[owner]!;
    }
  }
}

/** Points drawn one after another, each with a chance as the square of how far it is from those before. */
function drawCentres({ data, rows: n, columns: d }: Dense, k: number, random: RandomState): Float64Array {
  const centres = new Float64Array(k * d);
  const far = new Float64Array(n).fill(Infinity);
  let next = random.randint(n);
  for (let c = 0; c < k; c++) {
    centres.set(data.subarray(next * d, (next + 1) * d), c * d);
    let total = 0;
    for (let i = 0; i < n; i++) {
      far[i] = Math.min(far[i]!, distance(data, i, centres, c, d));
      total += far[i]!;
    }
    let left = random.random() * total;
    next = 0;
    while (next < n - 1 && left >= far[next]!) left -= far[next++]!;
  }
  return centres;
}

function distance(data: Float64Array, i: number, centres: Float64Array, c: number, d: number): number {
  let sum = 0;
  for (let j = 0; j < d; j++) sum += (data[i * d + j]! - centres[c * d + j]!) ** 2;
  return sum;
}
