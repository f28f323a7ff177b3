import * as datafits from "../datafit/index.ts";
import * as folds from "../fold/index.ts";
import { alignedMtl } from "../network/balancing/aligned-mtl.ts";
import { caGrad } from "../network/balancing/ca-grad.ts";
import { dwa } from "../network/balancing/dwa.ts";
import { equal } from "../network/balancing/equal.ts";
import { famo } from "../network/balancing/famo.ts";
import { geometric } from "../network/balancing/geometric.ts";
import { gradNorm } from "../network/balancing/grad-norm.ts";
import { imtlG } from "../network/balancing/imtl-g.ts";
import { mgda } from "../network/balancing/mgda.ts";
import { nashMtl } from "../network/balancing/nash-mtl.ts";
import { pcGrad } from "../network/balancing/pc-grad.ts";
import { rlw } from "../network/balancing/rlw.ts";
import { uncertainty } from "../network/balancing/uncertainty.ts";
import { upGrad } from "../network/balancing/up-grad.ts";
import { adam, adamW, sgd } from "../network/optimizer.ts";
import { constant, cosine, stepDecay, warmUp } from "../network/schedule.ts";
import { crossStitch } from "../network/trunk/cross-stitch.ts";
import { customizedGates } from "../network/trunk/customized-gates.ts";
import { mixtureOfExperts } from "../network/trunk/mixture-of-experts.ts";
import { oneTrunk } from "../network/trunk/one-trunk.ts";
import { ownTrunks } from "../network/trunk/own-trunks.ts";
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
    ...{
      alignedMtl,
      caGrad,
      dwa,
      equal,
      famo,
      geometric,
      gradNorm,
      imtlG,
      mgda,
      nashMtl,
      pcGrad,
      rlw,
      uncertainty,
      upGrad,
    },
    ...{ crossStitch, customizedGates, mixtureOfExperts, oneTrunk, ownTrunks },
    ...{ isNominal, isNumeric, logUniform, randint, uniform },
  }),
);

/** Those that are classes. */
export const isMadeByNew = (name: string): boolean => Object.hasOwn(folds, name);
