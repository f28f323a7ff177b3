// What every runtime does with the installed package: the energy example, labels and cross-validation on the simulated
// design, in each build that the runtime has. The digests must be the same everywhere.
import {
  fastestBuild,
  LinearModel,
  MultiOutputRidge,
  MultiTaskClassifier,
  MultiTaskLassoCV,
  MultiTaskRegressor,
  StandardScaler,
  statisticsOf,
  statisticsOfAsync,
  trainTestSplit,
  useBuild,
} from "polytask";
import { makeBuildingLoads, parseArff } from "polytask/data";
import { poisson } from "polytask/datafit";
import {
  binary,
  classification,
  MultiTaskNetwork,
  poisson as poissonHead,
  regression,
} from "polytask/network";
import { l21, traceNorm } from "polytask/penalty";
import { GridSearchCV } from "polytask/select";

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

/** Labels, counts and cross-validation: exponentials, logarithms and sparse solvers. */
function fitOthers() {
  const { X, Y } = makeBuildingLoads();
  const rows = Array.from({ length: Y.rows }, (_, i) => [Y.data[2 * i], Y.data[2 * i + 1]]);
  const labels = rows.map(([heat, cold]) => [heat > 20 ? "warm" : "cold", cold > 35 ? 2 : cold > 25 ? 1 : 0]);
  const classifier = new MultiTaskClassifier({ penalty: l21(0.01), tol: 1e-3 }).fit(X, labels);
  const counts = rows.map((row) => row.map((load) => Math.max(0, Math.round(load / 10))));
  const counter = new MultiTaskRegressor({ penalty: traceNorm(0.1), datafit: poisson(), tol: 1e-4 }).fit(
    X,
    counts,
  );
  const chosen = new MultiTaskLassoCV({ alphas: 5, cv: 3 }).fit(X, Y);
  const proba = classifier.predictProba(X).flatMap((own) => own.to1DArray());
  return {
    numbers: [...proba, ...counter.predict(X).to1DArray(), chosen.alpha, ...chosen.coef.to1DArray()],
    converged: classifier.converged && counter.converged && chosen.converged,
  };
}

/** A network: exponentials in floats, dropout, moments of gradients. */
function fitNetwork() {
  const { X, Y } = makeBuildingLoads();
  const heat = Array.from({ length: Y.rows }, (_, i) => Y.data[2 * i]);
  const targets = {
    scaled: heat.map((load) => load / 10 - 2),
    warm: heat.map((load) => (load > 30 ? "hot" : load > 20 ? "warm" : "cold")),
    high: heat.map((load) => load > 22),
    counts: heat.map((load) => Math.max(0, Math.round(load / 10))),
  };
  const tasks = { scaled: regression(), warm: classification(), high: binary(), counts: poissonHead() };
  const inputs = new StandardScaler().fit(X).transform(X);
  const fits = ["relu", "tanh", "sigmoid", "gelu", "silu"].map((activation) => {
    const network = new MultiTaskNetwork({
      hidden: [20, 9],
      activation,
      tasks,
      epochs: 3,
      dropout: 0.1,
      randomState: 1,
    });
    return network.fit(inputs, targets);
  });
  return fits.flatMap((network) => network.model.describe().weights);
}

/** A search, and sums of rows, on one thread and on two: the same bits, from statistics and from rows. */
async function searchOnThreads() {
  const { X, Y } = makeBuildingLoads();
  const paramGrid = { penalty: [traceNorm(0.1), l21(1), traceNorm(10)] };
  const estimator = new MultiTaskRegressor({ penalty: l21(1) });
  let same = true;
  for (const scoring of ["r2", "negMeanAbsoluteError"]) {
    const search = new GridSearchCV({ estimator, paramGrid, cv: 3, scoring });
    const alone = search.fit(X, Y).cvResults.scores[scoring].taskMeans.to1DArray();
    const shared = (await search.clone().fitAsync(X, Y, { workers: 2 })).cvResults.scores[scoring];
    same &&= digest(alone) === digest(shared.taskMeans.to1DArray());
  }
  const rows = {
    data: Float64Array.from({ length: 140_000 }, (_, k) => (k * k) % 7),
    rows: 70_000,
    columns: 2,
  };
  const y = rows.data.subarray(0, 70_000);
  const [one, two] = [statisticsOf(rows, y), await statisticsOfAsync(rows, y, { workers: 2 })];
  same &&= JSON.stringify(one) === JSON.stringify(two);
  return same;
}

/** A network on one thread and on three, for long enough that all are there: the same bits. */
async function networkOnThreads() {
  const { X, Y } = makeBuildingLoads();
  const inputs = new StandardScaler().fit(X).transform(X);
  const targets = { heat: Array.from({ length: Y.rows }, (_, i) => Y.data[2 * i] / 10 - 2) };
  const make = () =>
    new MultiTaskNetwork({
      hidden: [150, 110],
      tasks: { heat: regression() },
      epochs: 40,
      dropout: 0.1,
      randomState: 1,
    });
  const alone = make().fit(inputs, targets);
  const shared = await make().fitAsync(inputs, targets, { workers: 3 });
  return digest(alone.state.weights) === digest(shared.state.weights);
}

/** Runs the example and says what came out. */
export async function smoke() {
  const builds = fastestBuild() === "relaxed" ? ["plain", "relaxed"] : ["plain"];
  const digests = {};
  let last;
  for (const build of builds) {
    useBuild(build);
    last = fitEnergy();
    const others = fitOthers();
    last.converged &&= others.converged;
    digests[build] = digest([...last.numbers, ...others.numbers, ...fitNetwork()]);
  }
  const arff = parseArff("@relation r\n@attribute a numeric\n@data\n1\n?\n");
  return {
    digests,
    score: last.score,
    sameOnThreads: (await searchOnThreads()) && (await networkOnThreads()),
    fine: last.converged && last.sameAfterJson && last.sameFromStatistics && !!arff,
  };
}
