import {
  type Datafit,
  huber,
  logistic,
  multinomial,
  poisson,
  quadratic,
  squareRoot,
} from "../../src/datafit/index.ts";
import { expression } from "../../src/formula/index.ts";
import type { Targets } from "./samples.ts";

/** A loss and what it promises beyond the laws that hold for all. */
export interface Member {
  readonly title: string;
  readonly loss: Datafit;
  readonly targets: Targets;
  readonly K: number;
  /** Whether its curvature is the second derivative itself, not a number above it. */
  readonly exact?: boolean;
  /** Whether it has a conjugate. */
  readonly conjugate: boolean;
}

const exact = true;
const conjugate = true;
const pseudoHuber = expression("c^2 * (sqrt(1 + ((y - f) / c)^2) - 1)", {
  parameters: { c: 1.5 },
  steepest: 1,
});
const written = expression("log(1 + exp(-y * f))", { target: "two classes", steepest: 0.25 });

/** All losses. A new one joins by one line. */
export const members: Member[] = [
  { title: "quadratic", loss: quadratic(), targets: "numbers", K: 1, exact, conjugate },
  { title: "huber(0.7)", loss: huber(0.7), targets: "numbers", K: 1, conjugate },
  { title: "huber(1e6)", loss: huber(1e6), targets: "numbers", K: 1, exact, conjugate },
  { title: "squareRoot", loss: squareRoot(), targets: "numbers", K: 1, conjugate },
  { title: "logistic", loss: logistic(), targets: "classes", K: 1, exact, conjugate },
  { title: "poisson", loss: poisson(), targets: "counts", K: 1, exact, conjugate },
  { title: "multinomial of 3", loss: multinomial(), targets: "classes", K: 3, conjugate },
  { title: "multinomial of 5", loss: multinomial(), targets: "classes", K: 5, conjugate },
  { title: "expression: logistic", loss: written, targets: "classes", K: 1, exact, conjugate: false },
  { title: "expression: pseudo-Huber", loss: pseudoHuber, targets: "numbers", K: 1, exact, conjugate: false },
];
