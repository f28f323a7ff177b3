// What every runtime does with the installed package: the energy example on the simulated design, in each build that
// the runtime has. The digests must be the same everywhere.
import {
  fastestBuild,
  LinearModel,
  MultiOutputRidge,
  statisticsOf,
  trainTestSplit,
  useBuild,
} from "polytask";
import { makeBuildingLoads, parseArff } from "polytask/data";

/** FNV-1a over the bytes of some doubles. */
function digest(values) {
  let hash = 2166136261;
  for (const byte of new Uint8Array(Float64Array.from(values).buffer))
    hash = Math.imul(hash ^ byte, 16777619);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

function fitEnergy() {
  const { X, Y } = makeBuildingLoads();
  const [train, test, targets, truth] = trainTestSplit(X, Y, { testSize: 0.2, randomState: 42 });
  const model = new MultiOutputRidge({ alpha: 1 }).fit(train, targets);
  const again = LinearModel.from(JSON.parse(JSON.stringify(model.model)));
  const added = new MultiOutputRidge({ alpha: 1 }).fitStatistics(statisticsOf(train, targets));
  return {
    numbers: [...model.coef.to1DArray(), ...model.intercept, ...model.predict(test).to1DArray()],
    score: model.score(test, truth),
    converged: model.converged,
    sameAfterJson: digest(again.predict(test).to1DArray()) === digest(model.predict(test).to1DArray()),
    sameFromStatistics: Math.abs(added.score(test, truth) - model.score(test, truth)) < 1e-9,
  };
}

/** Runs the example and says what came out. */
export function smoke() {
  const builds = fastestBuild() === "relaxed" ? ["plain", "relaxed"] : ["plain"];
  const digests = {};
  let last;
  for (const build of builds) {
    useBuild(build);
    last = fitEnergy();
    digests[build] = digest(last.numbers);
  }
  const arff = parseArff("@relation r\n@attribute a numeric\n@data\n1\n?\n");
  return {
    digests,
    score: last.score,
    fine: last.converged && last.sameAfterJson && last.sameFromStatistics && !!arff,
  };
}
