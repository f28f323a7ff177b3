// The package has no declarations of its own: what our tests use of it.
declare module "ml-regression" {
  export class MultivariateLinearRegression {
    constructor(x: number[][], y: number[][], options?: { intercept?: boolean });
    predict(x: number[][]): number[][];
  }
  export class KernelRidgeRegression {
    constructor(x: number[][], y: number[][], options?: { lambda?: number; kernelType?: string });
    predict(x: number[][]): number[][];
  }
  export class SimpleLinearRegression {
    constructor(x: number[], y: number[]);
    predict(x: number[]): number[];
  }
  export class PolynomialRegression {
    constructor(x: number[], y: number[], degree: number);
    predict(x: number[]): number[];
  }
}
