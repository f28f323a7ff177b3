export { cappedL1 } from "./capped-l1.ts";
export { clustered } from "./clustered.ts";
export { columnGroup } from "./column-group.ts";
export { decompose } from "./decompose.ts";
export { dirty } from "./dirty.ts";
export { elasticNet } from "./elastic-net.ts";
export { fusedSparseGroup } from "./fused-sparse-group.ts";
export { graph } from "./graph.ts";
export { lInf1 } from "./l-inf1.ts";
export { type L1Options, l1 } from "./l1.ts";
export { type L21Options, l21 } from "./l21.ts";
export { meanRegularized } from "./mean-regularized.ts";
export type {
  Coupled,
  Decomposition,
  Norm,
  Penalty,
  Proximal,
  Quadratic,
  RowNorm,
  RowPenalty,
  Shape,
} from "./penalty.ts";
export type { PositiveOptions } from "./positive.ts";
export type { Edge, TaskRelations } from "./read-graph.ts";
export { ridge } from "./ridge.ts";
export { robustFeatures } from "./robust-features.ts";
export { robustLowRank } from "./robust-low-rank.ts";
export { sparseGroup } from "./sparse-group.ts";
export { sparseLowRank } from "./sparse-low-rank.ts";
export { sum } from "./sum.ts";
export { taskRelationship } from "./task-relationship.ts";
export { temporal } from "./temporal.ts";
export { temporalGroupLasso } from "./temporal-group-lasso.ts";
export { traceNorm } from "./trace-norm.ts";
