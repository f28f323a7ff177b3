import type { Cell, Table as Shown } from "../base/display/card.ts";
import { fitTables } from "../base/display/fit-facts.ts";
import { Estimator } from "../base/estimator.ts";
import { giveState, type LearntState, takeState } from "../base/learnt-state.ts";
import { NotFittedError } from "../base/not-fitted.ts";
import type { ParameterTable } from "../base/parameter.ts";
import { type AsyncOptions, drain, drainAsync, type Work } from "../base/work.ts";
import type { Form } from "../check/form.ts";

/** What every estimator does between being called and having learnt something. */
export abstract class Learner<Table extends ParameterTable, Model, Data> extends Estimator<Table> {
  #model: Model | (() => Model) | undefined;

  /** Checks what `fit` was called with; `extra` are options beside those of the data, `copy` makes the data ours. */
  protected abstract read(
    where: string,
    given: readonly unknown[],
    extra: readonly (keyof AsyncOptions)[],
    copy: boolean,
  ): { readonly data: Data; readonly options: AsyncOptions };

  /** Learns from checked data; `where` is who asked, for what it has to say. */
  protected abstract solve(data: Data, where: string): Work<Model>;

  /** What its model is, in a file. */
  protected abstract get form(): Form<Model>;

  /** Takes what was learnt, or how to find it out when somebody asks. */
  protected learn(model: Model | (() => Model)): void {
    this.#model = model;
  }

  /** `fit`, whatever it takes. */
  protected fitNow(given: readonly unknown[]): this {
    const where = `${this.name}.fit`;
    const { data, options } = this.read(where, given, ["onProgress"], false);
    this.learn(drain(this.solve(data, where), options.onProgress));
    return this;
  }

  /** `fitAsync`, whatever it takes. */
  protected async fitSoon(given: readonly unknown[]): Promise<this> {
    const where = `${this.name}.fitAsync`;
    const { data, options } = this.read(where, given, ["signal", "onProgress"], true);
    this.learn(await drainAsync(this.solve(data, where), options));
    return this;
  }

  /** What a file keeps of it. */
  [giveState](): LearntState | undefined {
    return this.#model === undefined ? undefined : { model: this.learnt("model") };
  }

  [takeState]({ model }: LearntState): void {
    this.#model = this.form(`${this.name} model`, model);
  }

  /** Parameters that a fit has chosen by itself. */
  protected chosenParams(): Readonly<Record<string, Cell>> {
    return {};
  }

  protected override seen(): readonly Shown[] | "not fitted" {
    return this.#model === undefined
      ? "not fitted"
      : fitTables(this.learnt("card") as object, this.chosenParams());
  }

  /** The model, or `NotFittedError` for whoever asked. */
  protected learnt(asked: string): Model {
    if (this.#model === undefined) throw new NotFittedError(this.name, asked);
    if (typeof this.#model === "function") this.#model = (this.#model as () => Model)();
    return this.#model;
  }
}
