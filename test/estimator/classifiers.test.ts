import { describe } from "vitest";
import {
  ClusteredTaskClassifier,
  MultiTaskClassifier,
  SharedSubspaceClassifier,
  TaskRelationshipClassifier,
} from "../../src/index.ts";
import { elasticNet, l1, l21, ridge, robustLowRank, traceNorm } from "../../src/penalty/index.ts";
import { type ClassifierMember, classifierCourt } from "./classifier-checks.ts";

/** Everyone who predicts labels. A new classifier joins by one entry. */
const members: ClassifierMember[] = Object.entries({
  "ridge(0.1)": ridge(0.1),
  "l21(0.05)": l21(0.05),
  "l1(0.05)": l1(0.05),
  "elasticNet(0.1, 0.3)": elasticNet(0.1, 0.3),
  "traceNorm(0.05)": traceNorm(0.05),
  "robustLowRank(0.05, 0.07)": robustLowRank(0.05, 0.07),
}).map(([label, penalty]) => ({
  name: "MultiTaskClassifier",
  label,
  make: (params?: object) => new MultiTaskClassifier({ penalty, tol: 1e-10, ...params }) as never,
  parameters: MultiTaskClassifier.parameters,
  accuracy: 1e-4,
}));
members.push(
  ...[TaskRelationshipClassifier, ClusteredTaskClassifier, SharedSubspaceClassifier].map((Named) => ({
    name: Named.name,
    label: "",
    make: (params?: object) => new Named({ tol: 1e-10, ...params }) as never,
    parameters: Named.parameters,
    accuracy: 1e-4,
  })),
);

describe.each(members)("$name $label", (member) => classifierCourt(member));
