export { type ExpressionOptions, expression } from "./expression.ts";
export { Formula, type FormulaMatrices } from "./formula.ts";
