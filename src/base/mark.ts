/** Where a fit stood: solvers leave a curve of these, closed forms one. */
export interface Mark {
  readonly iteration: number;
  /** The value that is minimised. */
  readonly objective: number;
  /** How far above the optimum it may be, in the same units. */
  readonly gap: number;
  /** Since the fit began. */
  readonly seconds: number;
}
