export { type ExpressionOptions, expression } from "./expression.ts";
