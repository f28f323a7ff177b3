import { describe } from "vitest";
import { MultiOutputRegressor, MultiOutputRidge } from "../../src/index.ts";
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
];

describe.each(members)("$name", (member) => court(member));
