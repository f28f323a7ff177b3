import type { Matrix } from "ml-matrix";
import type { Table as Shown } from "../base/display/card.ts";
import type { Label } from "../base/label.ts";
import { toMatrix } from "../base/linear-model.ts";
import type { Values } from "../base/parameter.ts";
import type { OnProgress, Work } from "../base/work.ts";
import type { Form } from "../check/form.ts";
import type { MatrixLike } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { Learner } from "../estimator/learner.ts";
import type { NamedPredictions } from "../estimator/multi-task-model.ts";
import type { NamedOptions, NamedTargets, NamedTask } from "../estimator/named-data.ts";
import { answer, asked, scored } from "./answers.ts";
import { readNetworkData, type TrainOptions, trainOptions } from "./data.ts";
import type { BatchSource, NetworkBatch } from "./loader.ts";
import type { NetworkModel } from "./network-model.ts";
import { checkAdapters, readOwnInputs } from "./own-inputs.ts";
import { table } from "./parameters.ts";
import { readStream, type StreamOptions } from "./read-stream.ts";
import { checkSame, type SharedLayers, sharedLayers } from "./shared-layers.ts";
import type { Epoch, NetworkState } from "./state.ts";
import { isSource, type ValidationOptions } from "./stream.ts";
import { type Trained, type TrainingData, train, trainedForm } from "./train.ts";
import { trainedTables } from "./trained-tables.ts";
import { readThreads, type TrainingThreadOptions, threadOptions } from "./training-threads.ts";

type Parameters = Partial<Values<typeof table>> & Pick<Values<typeof table>, "tasks">;

/**
 * A network whose tasks share their hidden layers and have one linear head each: minimise
 * Σ_t λ_t (1/Σ_i s_ti) Σ_i s_ti ℓ_t(y_ti, f_t(x_i)) + λ/2 ‖W‖² by stochastic gradients, in floats.
 *
 * Data go in and predictions come out as records by task name. A missing target (NaN, null) or a weight of 0 costs its head nothing.
 * Weights start as PyTorch's linear layers do. The same seed gives the same bits on every engine for one build (`useBuild`); plain and
 * relaxed kernels differ in rounding. Inputs and targets are best brought to a scale near 1 (`StandardScaler`).
 *
 * `penalties` adds penalties of `polytask/penalty`, g, of some weights to what is minimised: after every step of learning rate η the weights go
 * to the prox of η g, so what a penalty zeroes is 0 exactly. For `sgd` this is the proximal gradient method; with `adam` the prox has the same
 * η for all weights, whose own steps are longer, so little becomes 0.
 *
 * With `earlyStopping` some rows are held back, and the weights of the epoch that was best on them are kept. A loss that is NaN or explodes
 * stops the fit with a `DivergenceWarning` and the weights of the last good epoch. Told to stop by `onProgress`, a fit keeps what the last
 * whole epoch has learnt.
 *
 * @see Caruana 1997, Multitask learning
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { adam, classification, MultiTaskNetwork, regression } from "polytask/network";
 *
 * const X = Array.from({ length: 40 }, (_, i) => [i / 20 - 1, (i % 5) / 2 - 1]);
 * const sum = X.map(([a, b]) => a! + b!);
 * const side = X.map(([a]) => (a! < 0 ? "left" : "right"));
 * const network = new MultiTaskNetwork({
 *   hidden: [16], activation: "tanh", tasks: { sum: regression(), side: classification() },
 *   optimizer: adam({ lr: 0.02 }), batchSize: 8, epochs: 60, randomState: 1,
 * });
 * network.fit(X, { sum, side });
 * const score = network.score(X, { sum, side });
 * assert.ok(score["sum"]! > 0.98 && score["side"]! > 0.9);
 *
 * const longer = network.setParams({ epochs: 80 }).fit(X, { sum, side }, { resume: network.state });
 * assert.equal(longer.history.length, 80);
 * ```
 */
export class MultiTaskNetwork extends Learner<typeof table, Trained, TrainingData> {
  static readonly parameters = table;

  constructor(params: Parameters) {
    super("MultiTaskNetwork", table, params);
  }

  protected override get formula(): string {
    return "Σ_t λ_t (1/Σ_i s_ti) Σ_i s_ti ℓ_t(y_ti, f_t(x_i)) + weightDecay/2 ‖W‖²";
  }

  protected override read(where: string, given: readonly unknown[], extra: readonly string[], copy: boolean) {
    const [source, second] = given;
    const own = this.params.inputs === "own";
    checkAdapters(where, this.params);
    const read = own ? readOwnInputs : readNetworkData;
    const known = copy ? [...extra, ...threadOptions] : extra;
    if (!isSource(source)) {
      const { data, options } = read(where, given, this.params.tasks, known, copy);
      return { data: { ...data, threads: readThreads(where, options) }, options };
    }
    const options = (second ?? {}) as StreamOptions;
    checkOptions(where, options, [...known, ...trainOptions, "validation"]);
    const threads = readThreads(where, options);
    return { data: { ...readStream(where, source, options, this.params, copy), threads }, options };
  }

  protected override get form(): Form<Trained> {
    return trainedForm;
  }

  protected override seen(): readonly Shown[] | "not fitted" {
    return super.seen() === "not fitted" ? "not fitted" : trainedTables(this.learnt("card").model);
  }

  protected override solve(data: TrainingData, where: string): Work<Trained> {
    return train(data, this.params, where);
  }

  /** Fits all tasks on the same rows: X is n x p, the record has n targets a task. Returns this. */
  fit(
    X: MatrixLike,
    targets: Readonly<Record<string, NamedTargets>>,
    options?: NamedOptions & TrainOptions & { onProgress?: OnProgress },
  ): this;
  /** Fits tasks that have rows of their own, in batches of all of them. Returns this. */
  fit(tasks: Readonly<Record<string, NamedTask>>, options?: TrainOptions & { onProgress?: OnProgress }): this;
  /**
   * Fits batches out of a `DataLoader` or of any iterable, of which one at a time is in memory. Classes are 0 ... K − 1 of `classification(K)`,
   * and 0 and 1 of `binary()`. A loader that ends early or throws, or a task without a target in a whole epoch, ends the fit in a sentence
   * and leaves what was known before. `earlyStopping` looks at `validation`, rows beside the loader, { X, targets } or { name: { X, y } }.
   */
  fit(
    loader: Iterable<NetworkBatch> | BatchSource,
    options?: TrainOptions & ValidationOptions & { onProgress?: OnProgress },
  ): this;
  fit(...given: unknown[]): this {
    return this.fitNow(given);
  }

  /**
   * Like `fit`, giving way to other work every 50 ms or so; the inputs are copied before the first pause.
   *
   * With `workers: n` this thread and n − 1 others do every step together, with the bits of `fit`. That pays from layers of some hundred units
   * and batches of some dozen rows on, and where every thread has a core of its own. With `parallel: "hogwild"` beside it each does steps of its
   * own, which gives no two fits the same bits. Where threads cannot share memory, as in a page that is not isolated from other
   * origins, this one does it all.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { MultiTaskNetwork, regression } from "polytask/network";
   *
   * const X = Array.from({ length: 64 }, (_, i) => [i / 32 - 1, (i % 7) / 3 - 1]);
   * const y = { a: X.map(([x]) => x!), b: X.map(([, z]) => z! ** 2) };
   * const tasks = { a: regression(), b: regression() };
   * const network = new MultiTaskNetwork({ hidden: [128, 64], tasks, epochs: 3, randomState: 0 });
   * const alone = network.fit(X, y).state;
   * assert.deepEqual((await network.fitAsync(X, y, { workers: 2 })).state, alone);
   * ```
   */
  fitAsync(
    X: MatrixLike,
    targets: Readonly<Record<string, NamedTargets>>,
    options?: NamedOptions & TrainOptions & TrainingThreadOptions,
  ): Promise<this>;
  fitAsync(
    tasks: Readonly<Record<string, NamedTask>>,
    options?: TrainOptions & TrainingThreadOptions,
  ): Promise<this>;
  fitAsync(
    loader: Iterable<NetworkBatch> | AsyncIterable<NetworkBatch> | BatchSource,
    options?: TrainOptions & ValidationOptions & TrainingThreadOptions,
  ): Promise<this>;
  async fitAsync(...given: unknown[]): Promise<this> {
    return this.fitSoon(given);
  }

  /** What was learnt: immutable, and what is saved. */
  get model(): NetworkModel {
    return this.learnt("model").model;
  }

  /** Where training stands, as plain data, for `resume`. */
  get state(): NetworkState {
    return this.learnt("state").state;
  }

  /** Losses epoch by epoch. */
  get history(): readonly Epoch[] {
    return this.learnt("history").model.history;
  }

  /** The classes of every task that has some, by name. */
  get classes(): Readonly<Record<string, readonly Label[]>> {
    const { tasks, taskNames } = this.learnt("classes").model;
    const some = tasks.map(({ classes }, t) => [taskNames[t]!, classes] as const);
    return Object.fromEntries(some.filter(([, classes]) => classes.length > 0));
  }

  /**
   * Predictions of all tasks on the same rows, n a task: the mean of a number, the likeliest label. With inputs of their own, ({ name: X }),
   * of as many tasks as there are.
   */
  predict(X: MatrixLike | Readonly<Record<string, MatrixLike>>): NamedPredictions {
    const { model } = this.learnt("predict");
    return asked(`${this.name}.predict`, model, X, (t, outputs) => answer(model, t, outputs));
  }

  /** P(class | x) of every task that has classes, n x K_t, columns as in `classes`. */
  predictProba(X: MatrixLike | Readonly<Record<string, MatrixLike>>): Record<string, Matrix> {
    const { model } = this.learnt("predictProba");
    return asked(`${this.name}.predictProba`, model, X, (t, outputs) =>
      model.tasks[t]!.classes.length > 0 ? toMatrix(model.probabilities(t, outputs)) : undefined,
    );
  }

  /**
   * What the tasks share, as they stand after the fit, on these rows: for `gradientAffinity` of `polytask/select`.
   *
   * @throws PolytaskError where a task's classes are not those it was fitted with, or there is no hidden layer
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { MultiTaskNetwork, regression } from "polytask/network";
   * import { gradientAffinity } from "polytask/select";
   *
   * const X = Array.from({ length: 30 }, (_, i) => [i / 15 - 1, (i % 7) / 3 - 1]);
   * const y = { a: X.map(([x]) => x!), b: X.map(([x]) => 2 * x!), c: X.map(([, z]) => z! ** 2) };
   * const tasks = { a: regression(), b: regression(), c: regression() };
   * const network = new MultiTaskNetwork({ tasks, epochs: 2, randomState: 0 }).fit(X, y);
   * const affinity = gradientAffinity(network.sharedLayers(X, y), { learningRate: 1e-3 });
   * for (const t of [0, 1, 2]) assert.ok(affinity.get(t, t) > 0); // a step for a task helps that task
   * ```
   */
  sharedLayers(
    X: MatrixLike,
    targets: Readonly<Record<string, NamedTargets>>,
    options?: NamedOptions,
  ): SharedLayers;
  sharedLayers(tasks: Readonly<Record<string, NamedTask>>): SharedLayers;
  sharedLayers(...given: unknown[]): SharedLayers {
    const { model } = this.learnt("sharedLayers");
    const where = `${this.name}.sharedLayers`;
    const { tasks } = this.params;
    const read = model.inputs ? readOwnInputs : readNetworkData;
    const { data } = read(where, given, tasks, [], true);
    checkSame(where, model, data);
    return sharedLayers(model, data, Object.values(tasks), where);
  }

  /** How good predictions are, by task name: R² of numbers, the share of labels that are right. */
  score(
    X: MatrixLike,
    targets: Readonly<Record<string, NamedTargets>>,
    options?: NamedOptions,
  ): Record<string, number>;
  score(tasks: Readonly<Record<string, NamedTask>>): Record<string, number>;
  score(...given: unknown[]): Record<string, number> {
    const { model } = this.learnt("score");
    return scored(`${this.name}.score`, given, model);
  }
}
