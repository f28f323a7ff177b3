import * as datafits from "../datafit/index.ts";
import * as folds from "../fold/index.ts";
import { adam, adamW, sgd } from "../network/optimizer.ts";
import { constant, cosine, stepDecay, warmUp } from "../network/schedule.ts";
import * as penalties from "../penalty/index.ts";
import { isNominal, isNumeric } from "../preprocess/column-transformer.ts";
import { logUniform, randint, uniform } from "../select/distributions.ts";

/** Functions and classes that make parts of estimators, by the name under which `born` knows them. */
export const makers: ReadonlyMap<string, unknown> = new Map<string, unknown>(
  Object.entries({
    ...penalties,
    ...datafits,
    ...folds,
    ...{ adam, adamW, sgd, constant, cosine, stepDecay, warmUp },
    ...{ isNominal, isNumeric, logUniform, randint, uniform },
  }),
);

/** Those that are classes. */
export const isMadeByNew = (name: string): boolean => Object.hasOwn(folds, name);
