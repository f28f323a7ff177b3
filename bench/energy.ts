// npm run bench:energy: ways to learn two loads of a building, on the same ten shuffled folds, scored by crossValidate. AutoMultiTask chooses its
// method and strength on training rows alone, the others are ridge with its targets apart, chained or stacked. Intervals are paired with
// ridge. Reads ../shared/data or POLYTASK_DATA.
import { loadEnergy } from "../src/data/index.ts";
import {
  EnsembleOfRegressorChains,
  KFold,
  MultiOutputRidge,
  RegressorChain,
  StackedSingleTarget,
  StandardScaler,
} from "../src/index.ts";
import { pairedInterval } from "../src/metric/paired-interval.ts";
import { Pipeline, PolynomialFeatures } from "../src/preprocess/index.ts";
import { AutoMultiTask, crossValidate } from "../src/select/index.ts";
import { print } from "./rounds.ts";

const cacheDir = process.env["POLYTASK_DATA"] ?? "../shared/data";
const energy = await loadEnergy({ cacheDir, timeLimit: 1 }).catch((error: Error) => error);
if (energy instanceof Error) console.log(`skipped: ${energy.message}`);
else {
  const { X, Y, targetNames } = energy;
  const ridge = () => new MultiOutputRidge({ alpha: 1 });
  const scaled = (learner: object, squares = false): Pipeline =>
    new Pipeline({
      steps: [
        ["scale", new StandardScaler()],
        ...(squares
          ? ([["squares", new PolynomialFeatures({ degree: 2, includeBias: false })]] as const)
          : []),
        ["learn", learner as MultiOutputRidge],
      ],
    });
  const methods = {
    ridge: scaled(ridge()),
    "AutoMultiTask, of eight methods": scaled(new AutoMultiTask()),
    "chain, heating first": scaled(new RegressorChain({ estimator: ridge(), order: [0, 1], cv: 5 })),
    "chain, cooling first": scaled(new RegressorChain({ estimator: ridge(), order: [1, 0], cv: 5 })),
    "stacked single targets (SST)": scaled(new StackedSingleTarget({ estimator: ridge() })),
    "ensemble of chains (ERC)": scaled(new EnsembleOfRegressorChains({ estimator: ridge(), randomState: 0 })),
    "ridge of squares and products": scaled(ridge(), true),
    "AutoMultiTask of squares and products": scaled(new AutoMultiTask(), true),
  };
  const cv = new KFold({ nSplits: 10, shuffle: true, randomState: 0 });
  const errors = Object.entries(methods).map(([name, estimator]) => {
    const { scores } = crossValidate(estimator, X, Y, { cv, scoring: "negMeanSquaredError" });
    const { taskMeans, foldMeans } = scores["negMeanSquaredError"]!;
    return { name, tasks: taskMeans.map((score) => -score), folds: foldMeans.map((score) => -score) };
  });
  const reference = errors[0]!.folds;
  print(
    errors.map(({ name, tasks, folds }) => {
      const more = pairedInterval(
        Array.from(folds, (error, k) => error - reference[k]!),
        1 / 9,
        0.95,
      );
      const said = [more.mean, more.low, more.high].map((value) => value.toFixed(3));
      return {
        "mean squared error, ten folds": name,
        ...Object.fromEntries(targetNames.map((target, t) => [target, tasks[t]!.toFixed(3)])),
        both: (tasks.reduce((sum, error) => sum + error, 0) / tasks.length).toFixed(3),
        "above ridge (95 %)": name === "ridge" ? "–" : `${said[0]} (${said[1]} to ${said[2]})`,
      };
    }),
  );
}
