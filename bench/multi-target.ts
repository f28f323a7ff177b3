// npm run bench:multi-target [-- --sets enb,jura]: the multi-target regression benchmark by its own protocol, beside reference figures.
//
// aRRMSE: per target and fold √SE / √SE of the training mean, the mean over folds and targets, ratios that are not finite left out. Folds are
// KFold(10, shuffle, seed 0) over the rows. What is learnt of the columns is learnt on training rows, in one Pipeline: numbers filled by their
// mean, labels one-hot, two-valued ones 0/1, constant columns dropped, inputs and targets scaled. Strengths are chosen on training rows too.
// Reference: RidgeCV of scikit-learn, leave-one-out over the same 41 strengths, one for all targets and one a target. Reads ../shared/data/mtr.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Column, parseArff } from "../src/data/index.ts";
import { countRows } from "../src/fold/take-rows.ts";
import type { MatrixLike } from "../src/index.ts";
import {
  averageRelativeRmse,
  CurdsAndWheyRegressor,
  EnsembleOfRegressorChains,
  KFold,
  leaveOneOut,
  MultiOutputRidge,
  MultiTaskLassoCV,
  MultiTaskRegressorCV,
  StackedSingleTarget,
  StandardScaler,
  setWarningHandler,
  TransformedTarget,
} from "../src/index.ts";
import { ridge, taskRelationship, traceNorm } from "../src/penalty/index.ts";
import {
  ColumnTransformer,
  isNominal,
  isNumeric,
  OneHotEncoder,
  Pipeline,
  SimpleImputer,
  VarianceThreshold,
} from "../src/preprocess/index.ts";
import { print } from "./rounds.ts";

/** Targets of each set, and scikit-learn's figures: one strength for all targets, one a target. */
const sets = {
  atp1d: [6, 0.4212, 0.422],
  edm: [2, 0.8133, 0.8153],
  enb: [2, 0.3131, 0.3132],
  jura: [3, 0.5881, 0.5878],
  oes10: [16, 0.3675, 0.3741],
  scpf: [3, 0.9116, 0.896],
  sf1: [3, 1.0192, 0.9981],
  slump: [3, 0.665, 0.6658],
} as const;
type Name = keyof typeof sets;

const { values } = parseArgs({
  options: { sets: { type: "string" }, folds: { type: "string", default: "10" } },
});
const folder = "../shared/data/mtr";
const chosen = (values.sets?.split(",") ?? Object.keys(sets)) as Name[];
setWarningHandler(() => {}); // a column that one fold alone lacks, and the like

/** scikit-learn's 41 strengths. */
const alphas = Array.from({ length: 41 }, (_, k) => 10 ** (6 - k / 4));

type Learner = ConstructorParameters<typeof TransformedTarget>[0]["regressor"];

/** Ridge as scikit-learn's RidgeCV: the strength is that of the sum of squares, also where a row is left out. */
class LeaveOneOutRidge {
  readonly perTarget: boolean;
  alpha: number[] = [];
  #model = new MultiOutputRidge();

  constructor(perTarget: boolean) {
    this.perTarget = perTarget;
  }

  clone(): LeaveOneOutRidge {
    return new LeaveOneOutRidge(this.perTarget);
  }

  fit(X: MatrixLike, Y: MatrixLike): this {
    const others = countRows("X", X) - 1;
    const { errors, mse } = leaveOneOut((alpha) => ridge(alpha / others), X, Y, { alphas });
    const least = (of: ArrayLike<number>): number =>
      alphas[Array.from(of).indexOf(Math.min(...Array.from(of)))]!;
    this.alpha = Array.from({ length: errors.columns }, (_, t) =>
      least(this.perTarget ? errors.getColumn(t) : mse),
    );
    this.#model = new MultiOutputRidge({ alpha: this.alpha }).fit(X, Y);
    return this;
  }

  predict(X: MatrixLike): MatrixLike {
    return this.#model.predict(X);
  }
}

/** Who learns, told the strength that leave-one-out has chosen for the ridge of all targets. */
const methods: Record<string, (alpha: number) => Learner> = {
  "ridge, one strength": () => new LeaveOneOutRidge(false) as object as Learner,
  "ridge, one a target": () => new LeaveOneOutRidge(true) as object as Learner,
  l21: () => new MultiTaskLassoCV({ alphas: 30 }),
  "trace norm": () => new MultiTaskRegressorCV({ penalty: traceNorm, alphas: 30 }),
  MTRL: () => new MultiTaskRegressorCV({ penalty: [1e-3, 1e-2, 1e-1].map((alpha) => (beta: number) => taskRelationship(alpha, beta)), alphas: Array.from({ length: 11 }, (_, k) => 10 ** (1 - k / 2)) }), // biome-ignore format: a table
  "curds and whey": () => new CurdsAndWheyRegressor(),
  "SST of ridge": (alpha) => new StackedSingleTarget({ estimator: new MultiOutputRidge({ alpha }) }),
  "ERC of ridge": (alpha) => new EnsembleOfRegressorChains({ estimator: new MultiOutputRidge({ alpha }), randomState: 0 }), // biome-ignore format: a table
};

function prepared(learner: Learner): Pipeline {
  const filled = (encoder: OneHotEncoder): Pipeline =>
    new Pipeline({ steps: [["fill", new SimpleImputer({ strategy: "mostFrequent" })], ["code", encoder]] }); // biome-ignore format: one line
  const isBinary = (column: Column): boolean => column.type === "nominal" && column.categories.length === 2;
  const isMany = (column: Column): boolean => isNominal(column) && !isBinary(column);
  const transformers = [
    ["numbers", new SimpleImputer(), isNumeric],
    ["two", filled(new OneHotEncoder({ drop: "ifBinary", handleUnknown: "ignore" })), isBinary],
    ["many", filled(new OneHotEncoder({ handleUnknown: "ignore" })), isMany],
  ] as const;
  return new Pipeline({
    steps: [
      ["columns", new ColumnTransformer({ transformers })],
      ["varying", new VarianceThreshold()],
      ["scale", new StandardScaler()],
      ["learn", new TransformedTarget({ regressor: learner, transformer: new StandardScaler() })],
    ],
  });
}

/** The aRRMSE of every method on a set, the mean over folds and targets. */
function measure(name: Name): Record<string, number> {
  const table = parseArff(readFileSync(join(folder, `${name}.arff`), "utf8"));
  const targets = table.names.slice(-sets[name][0]);
  const [features, Y] = [table.without(targets), table.select(targets).matrix()];
  const ratios: Record<string, number[]> = {};
  for (const { train, test } of new KFold({
    nSplits: Number(values.folds),
    shuffle: true,
    randomState: 0,
  }).split(table.rows)) {
    // biome-ignore format: one line
    const learnt = table.take(train).select(targets).matrix();
    const wanted = table.take(test).select(targets).matrix();
    const baseline = targets.map((_, t) => meanOf(learnt.data.filter((_, k) => k % Y.columns === t)));
    let alpha = 1;
    for (const [method, make] of Object.entries(methods)) {
      try {
        const pipe = prepared(make(alpha)).fit(features.take(train), learnt);
        if (method === "ridge, one strength") alpha = chosenBy(pipe);
        const found = averageRelativeRmse(wanted, pipe.predict(features.take(test)), { baseline, multioutput: "rawValues" }); // biome-ignore format: one line
        ratios[method] = [...(ratios[method] ?? []), ...found.filter(Number.isFinite)];
      } catch (error) {
        if (!(error instanceof Error) || method !== "curds and whey") throw error;
        ratios[method] = [NaN]; // fewer rows than features
      }
    }
  }
  return Object.fromEntries(Object.entries(ratios).map(([method, found]) => [method, meanOf(found)]));
}

const chosenBy = (pipe: Pipeline): number => {
  const { regressor } = pipe.step("learn") as { regressor?: { alpha?: number[] } };
  return regressor!.alpha![0]!;
};

const meanOf = (numbers: ArrayLike<number>): number =>
  Array.from(numbers).reduce((sum, value) => sum + value, 0) / numbers.length;

if (!existsSync(folder)) console.log(`skipped: no ${folder}`);
else {
  const found = chosen.map((name) => ({ name, errors: measure(name) }));
  print([
    ...Object.keys(methods).map((method) => ({
      aRRMSE: method,
      ...columns(found, ({ errors }) => errors[method]!),
    })),
    { aRRMSE: "scikit-learn, one strength", ...columns(found, ({ name }) => sets[name][1]) },
    { aRRMSE: "scikit-learn, one a target", ...columns(found, ({ name }) => sets[name][2]) },
  ]);
}

function columns<F extends { name: Name }>(
  of: readonly F[],
  value: (one: F) => number,
): Record<string, string> {
  return Object.fromEntries(
    of.map((one) => [one.name, Number.isNaN(value(one)) ? "–" : value(one).toFixed(4)]),
  );
}
