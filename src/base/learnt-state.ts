/** Gives what a fit has learnt: plain data, models and fitted parts; undefined before a fit. */
export const giveState: unique symbol = /* @__PURE__ */ Symbol("polytask.giveState");

/** Takes what `giveState` gave, in the place of a fit. */
export const takeState: unique symbol = /* @__PURE__ */ Symbol("polytask.takeState");

export type LearntState = Readonly<Record<string, unknown>>;

/** Whoever can be saved after a fit. What he gives is all that he answers from. */
export interface Savable {
  readonly name: string;
  [giveState](): LearntState | undefined;
  [takeState](state: LearntState): void;
}

export const isSavable = (value: unknown): value is Savable =>
  typeof value === "object" && value !== null && giveState in value && takeState in value;
