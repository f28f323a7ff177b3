import { describe } from "vitest";
import {
  CoregionalizedGaussianProcess,
  KernelRidge,
  MultiOutputRegressor,
  MultiOutputRidge,
  MultiStageRegressor,
  MultiTaskElasticNet,
  MultiTaskElasticNetCV,
  MultiTaskLasso,
  MultiTaskLassoCV,
  MultiTaskRegressor,
  ReducedRankRegressor,
} from "../../src/index.ts";
import {
  columnGroup,
  dirty,
  elasticNet,
  l1,
  l21,
  lInf1,
  ridge,
  robustLowRank,
  sparseGroup,
  traceNorm,
} from "../../src/penalty/index.ts";
import { court, type Member } from "./checks.ts";

/** Everyone who predicts numbers. A new estimator joins by one entry. */
const members: Member[] = [
  {
    name: "MultiOutputRidge",
    make: (params) => new MultiOutputRidge(params) as never,
    parameters: MultiOutputRidge.parameters,
    linear: true,
    separable: true,
  },
  {
    name: "MultiOutputRegressor",
    make: (params) => new MultiOutputRegressor({ estimator: new MultiOutputRidge(), ...params }) as never,
    parameters: MultiOutputRegressor.parameters,
    linear: false,
    separable: true,
  },
  ...(["linear", "rbf", "polynomial"] as const).map(
    (kernel): Member => ({
      name: "KernelRidge",
      label: kernel,
      make: (params) => new KernelRidge({ kernel, gamma: 0.01, degree: 2, ...params }) as never,
      parameters: KernelRidge.parameters,
      linear: false,
      separable: true,
    }),
  ),
  {
    name: "CoregionalizedGaussianProcess",
    label: "given hyperparameters",
    make: (params) => new CoregionalizedGaussianProcess({ optimizer: "none", ...params }) as never,
    parameters: CoregionalizedGaussianProcess.parameters,
    linear: false,
    separable: true,
  },
  {
    name: "CoregionalizedGaussianProcess",
    label: "learnt hyperparameters",
    make: (params) =>
      new CoregionalizedGaussianProcess({ tol: 1e-8, nRestarts: 0, randomState: 0, ...params }) as never,
    parameters: CoregionalizedGaussianProcess.parameters,
    linear: false,
    accuracy: 1e-4,
    separable: false,
  },
  ...Object.entries({
    "ridge(0.5)": ridge(0.5),
    "l21(0.5)": l21(0.5),
    "l1(0.5)": l1(0.5),
    "elasticNet(0.5, 0.3)": elasticNet(0.5, 0.3),
    "sparseGroup(0.2, 0.3)": sparseGroup(0.2, 0.3),
    "traceNorm(0.5)": traceNorm(0.5),
    "lInf1(0.5)": lInf1(0.5),
    "columnGroup(0.5)": columnGroup(0.5),
    "dirty(0.5, 0.3)": dirty(0.5, 0.3),
    "robustLowRank(0.5, 0.7)": robustLowRank(0.5, 0.7),
  }).map(
    ([label, penalty]): Member => ({
      name: "MultiTaskRegressor",
      label,
      make: (params) => new MultiTaskRegressor({ penalty, tol: 1e-12, ...params }) as never,
      parameters: MultiTaskRegressor.parameters,
      linear: true,
      accuracy: 1e-5,
      separable: /^(ridge|l1|columnGroup)/.test(label),
    }),
  ),
  {
    name: "MultiTaskLasso",
    make: (params) => new MultiTaskLasso({ alpha: 0.5, tol: 1e-12, ...params }) as never,
    parameters: MultiTaskLasso.parameters,
    linear: true,
    accuracy: 1e-5,
    separable: false,
  },
  {
    name: "MultiTaskElasticNet",
    make: (params) => new MultiTaskElasticNet({ alpha: 0.5, tol: 1e-12, ...params }) as never,
    parameters: MultiTaskElasticNet.parameters,
    linear: true,
    accuracy: 1e-5,
    separable: false,
  },
  {
    name: "MultiTaskLassoCV",
    make: (params) => new MultiTaskLassoCV({ alphas: 9, cv: 3, tol: 1e-12, ...params }) as never,
    parameters: MultiTaskLassoCV.parameters,
    linear: true,
    accuracy: 1e-5,
    separable: false,
    folds: true,
  },
  {
    name: "MultiTaskElasticNetCV",
    make: (params) =>
      new MultiTaskElasticNetCV({ l1Ratio: [0.3, 0.8], alphas: 5, cv: 3, tol: 1e-12, ...params }) as never,
    parameters: MultiTaskElasticNetCV.parameters,
    linear: true,
    accuracy: 1e-5,
    separable: false,
    folds: true,
  },
  {
    name: "MultiStageRegressor",
    make: (params) => new MultiStageRegressor({ alpha: 0.5, theta: 0.4, tol: 1e-12, ...params }) as never,
    parameters: MultiStageRegressor.parameters,
    linear: true,
    accuracy: 1e-5,
    separable: false,
  },
  {
    name: "ReducedRankRegressor",
    make: (params) => new ReducedRankRegressor({ rank: 2, alpha: 0.1, ...params }) as never,
    parameters: ReducedRankRegressor.parameters,
    linear: true,
    separable: false,
    sameRows: true,
  },
  {
    name: "MultiTaskRegressor",
    label: "compat: rmtl",
    make: (params) =>
      new MultiTaskRegressor({ penalty: l21(0.5), compat: "rmtl", tol: 1e-12, ...params }) as never,
    parameters: MultiTaskRegressor.parameters,
    linear: true,
    accuracy: 1e-5,
    separable: false,
  },
];

describe.each(members)("$name $label", (member) => court(member));
