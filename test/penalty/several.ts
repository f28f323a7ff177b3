import {
  clustered,
  columnGroup,
  dirty,
  elasticNet,
  l1,
  l21,
  lInf1,
  type Penalty,
  ridge,
  robustLowRank,
  sparseGroup,
  taskRelationship,
  traceNorm,
} from "../../src/penalty/index.ts";

/** One penalty of every kind that a loss can meet, each about as strong as l1(alpha). */
export const several = (alpha: number): Record<string, Penalty> => ({
  ridge: ridge(2 * alpha),
  l1: l1(alpha),
  l21: l21(alpha),
  elasticNet: elasticNet(2 * alpha, 0.5),
  sparseGroup: sparseGroup(0.4 * alpha, 0.6 * alpha),
  traceNorm: traceNorm(alpha),
  lInf1: lInf1(alpha),
  columnGroup: columnGroup(alpha),
  taskRelationship: taskRelationship(alpha, 0.5 * alpha),
  clustered: clustered(1, alpha, 0.5 * alpha),
  dirty: dirty(1.2 * alpha, 0.8 * alpha),
  robustLowRank: robustLowRank(alpha, 1.2 * alpha),
});
