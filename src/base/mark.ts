/** Where a fit stood: solvers leave a curve of these, closed forms one. */
export interface Mark {
  readonly iteration: number;
  /** The value that is minimised. */
  readonly objective: number;
  /** How far above the optimum it may be, in the same units; Infinity where nothing bounds it but `stationarity` is known. */
  readonly gap: number;
  /**
   * Where a loss or a penalty has no conjugate: ‖W − prox(W − τ∇f(W), τ)‖ / τ over ‖∇f(0)‖, τ one over the curvature of f. It is
   * 0 at the optimum, and says nothing of the distance in value.
   */
  readonly stationarity?: number;
  /** Since the fit began. */
  readonly seconds: number;
}
