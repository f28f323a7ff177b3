/**
 * The level theta of the m that make Σ s_i² / (d + m_i) least, 0 <= m_i <= 1, Σ m_i = k: m_i = theta s_i − d, cut off at 0 and 1.
 * `s` falls, k >= 1 is an integer and d > 0. Σ m_i grows with theta along straight lines between the places where an m_i
 * leaves 0 or comes to 1; they are gone through in order, and on the last line theta is a quotient. Infinity where no more
 * than k of the s are above 0, so that they have m = 1.
 */
export function waterLevel(s: Float64Array, d: number, k: number): number {
  let full = 0; // so many m are 1,
  let wet = 0; // so many above 0,
  let sum = 0; // and this is the sum of the s between
  for (;;) {
    const enters = wet < s.length && s[wet]! > 0 ? d / s[wet]! : Infinity;
    const fills = full < wet ? (1 + d) / s[full]! : Infinity;
    const at = Math.min(enters, fills);
    if (at === Infinity) return Infinity;
    if (full < wet && full - (wet - full) * d + at * sum >= k) break;
    if (enters <= fills) sum += s[wet++]!;
    else sum -= s[full++]!;
  }
  sum = 0; // without what the differences have cost it
  for (let i = full; i < wet; i++) sum += s[i]!;
  return (k - full + (wet - full) * d) / sum;
}

/** m_i at a level. */
export const waterAt = (s: number, level: number, d: number): number =>
  level === Infinity ? Number(s > 0) : Math.min(1, Math.max(0, level * s - d));
