import { reject, said } from "../check/reject.ts";
import type { Block } from "./arena.ts";
import { type Build, kernels } from "./module.ts";
import { workspace } from "./workspace.ts";

/**
 * A = L Lᵀ in place: A is p × p, its rows `ld` doubles apart. Only what lies on and below the diagonal is read and
 * written. Returns 0, or 1 + the index of the first pivot that is not a positive finite number.
 */
export function cholesky(A: Block, p: number, ld = p, build?: Build): number {
  checkRoom("cholesky A", A, p, p, ld);
  return kernels(build).cholesky_f64(A.address, ld, p, workspace());
}

/** B <- (L Lᵀ)⁻¹ B for T right sides at once: L as `cholesky` leaves it, p × p; B p × T, rows `ldb` doubles apart. */
export function choleskySolve(
  L: Block,
  p: number,
  B: Block,
  T: number,
  ldl = p,
  ldb = T,
  build?: Build,
): void {
  checkSides("choleskySolve", L, p, B, T, ldl, ldb);
  kernels(build).solve_cholesky_f64(L.address, ldl, p, B.address, ldb, T, workspace());
}

/** The right sides from which on a column of `choleskySolve` has the same bits however many there are. */
export const steadySides = (p: number): number => (p <= 256 ? 2 : 16);

/** B <- L⁻¹ B for lower triangular L, p × p, and B, p × T. */
export function solveLower(L: Block, p: number, B: Block, T: number, ldl = p, ldb = T, build?: Build): void {
  checkSides("solveLower", L, p, B, T, ldl, ldb);
  kernels(build).solve_lower_f64(L.address, ldl, p, B.address, ldb, T, workspace());
}

/** B <- L⁻ᵀ B for lower triangular L, p × p, and B, p × T. */
export function solveLowerTransposed(
  L: Block,
  p: number,
  B: Block,
  T: number,
  ldl = p,
  ldb = T,
  build?: Build,
): void {
  checkSides("solveLowerTransposed", L, p, B, T, ldl, ldb);
  kernels(build).solve_lower_transposed_f64(L.address, ldl, p, B.address, ldb, T, workspace());
}

/** The doubles that `eigh` of a p × p matrix works in. */
export const eighWork = (p: number): number => kernels().eigh_doubles(p);

/**
 * A = V diag(values) Vᵀ for symmetric A, p × p, of which the lower triangle is read and which is destroyed. `values`,
 * p doubles, ascend; column k of `vectors`, p × p, belongs to value k. `work` has `eighWork(p)` doubles.
 */
export function eigh(A: Block, p: number, values: Block, vectors: Block, work: Block, build?: Build): void {
  checkRoom("eigh A", A, p, p);
  checkRoom("eigh values", values, 1, p);
  checkRoom("eigh vectors", vectors, p, p);
  checkRoom("eigh work", work, 1, eighWork(p));
  const code = kernels(build).eigh_f64(
    A.address,
    p,
    values.address,
    vectors.address,
    work.address,
    workspace(),
  );
  checkCode("eigh", code, "QL");
}

/** The doubles that `svd` of an m × n matrix works in. */
export const svdWork = (m: number, n: number): number =>
  kernels().svd_doubles(Math.max(m, n), Math.min(m, n));

/**
 * A = U diag(s) Vᵀ, thin: A is m × n and only read, r = min(m, n), U is m × r, V is n × r, both with orthonormal
 * columns even where A has a lower rank; `s`, r doubles, descends. `work` has `svdWork(m, n)` doubles.
 */
export function svd(
  A: Block,
  m: number,
  n: number,
  U: Block,
  s: Block,
  V: Block,
  work: Block,
  build?: Build,
): void {
  const r = Math.min(m, n);
  checkRoom("svd A", A, m, n);
  checkRoom("svd U", U, m, r);
  checkRoom("svd s", s, 1, r);
  checkRoom("svd V", V, n, r);
  checkRoom("svd work", work, 1, svdWork(m, n));
  const wide = m < n;
  const [tall, short] = wide ? [V, U] : [U, V];
  const code = kernels(build).svd_f64(
    A.address,
    Math.max(m, n),
    r,
    Number(wide),
    tall.address,
    s.address,
    short.address,
    work.address,
    workspace(),
  );
  checkCode("svd", code, "Jacobi");
}

function checkSides(where: string, L: Block, p: number, B: Block, T: number, ldl: number, ldb: number): void {
  checkRoom(`${where} L`, L, p, p, ldl);
  checkRoom(`${where} B`, B, p, T, ldb);
}

function checkRoom(where: string, block: Block, rows: number, columns: number, ld = columns): void {
  const needed = rows > 0 && columns > 0 ? (rows - 1) * ld + columns : 0;
  if (!(ld >= columns && needed <= block.length)) {
    const rule = `room for ${rows} × ${columns}, rows ${ld} apart`;
    reject("internal", where, rule, said(`${block.length} numbers`));
  }
}

function checkCode(where: string, code: number, iteration: string): void {
  if (code === 2) reject("value", `${where} A`, "finite numbers", said("NaN or an infinity"));
  if (code !== 0) {
    reject("internal", where, `the ${iteration} iteration to converge`, said("more sweeps than it may take"));
  }
}
