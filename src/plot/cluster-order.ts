import type { FlatMatrix } from "../check/matrix.ts";

/**
 * An order in which alike stands beside alike: the leaves of average linkage on how alike two are, n x n; of two parts that are
 * joined the one with the first member comes first.
 *
 * @see Sokal & Michener 1958 (average linkage); Eisen, Spellman, Brown & Botstein 1998 for the use
 */
export function clusterOrder({ data, rows: n }: FlatMatrix): number[] {
  const parts = Array.from({ length: n }, (_, i): number[] | undefined => [i]);
  const alike = data.slice();
  for (let left = n; left > 1; left--) {
    let [a, b, most] = [-1, -1, -Infinity];
    for (let i = 0; i < n; i++) {
      if (!parts[i]) continue;
      for (let j = i + 1; j < n; j++) {
        if (parts[j] && alike[i * n + j]! > most) [a, b, most] = [i, j, alike[i * n + j]!];
      }
    }
    const [one, other] = [parts[a]!, parts[b]!];
    for (let k = 0; k < n; k++) {
      const mean = (one.length * alike[a * n + k]! + other.length * alike[b * n + k]!) / (one.length + other.length); // biome-ignore format: a formula
      alike[a * n + k] = alike[k * n + a] = mean;
    }
    parts[a] = [...one, ...other];
    parts[b] = undefined;
  }
  return parts[0]!;
}
