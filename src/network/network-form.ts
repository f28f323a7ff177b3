import { isRecord } from "../base/born.ts";
import { labelList } from "../base/label.ts";
import { type Form, finite, listOf, number, oneOf, optional, recordOf, text, whole } from "../check/form.ts";
import { reject } from "../check/reject.ts";
import { losses } from "../kernel/network.ts";

/** Numbers by task name. */
const byTask: Form<unknown> = (where, given) => {
  if (!isRecord(given)) return reject("value", where, "numbers by task name", given);
  return listOf(number)(where, Object.values(given));
};

/** Epochs, as they were. */
export const epochs = /* @__PURE__ */ listOf(
  /* @__PURE__ */ recordOf({
    ...{ epoch: whole(1), rate: finite, loss: number, losses: byTask },
    weights: optional(byTask),
    ...{ penalty: optional(number), validation: optional(number) },
    cosines: optional(listOf(listOf(number))),
  }),
);

const fields = /* @__PURE__ */ recordOf({
  name: oneOf("regression", "binary", "classification", "poisson"),
  loss: oneOf(...losses),
  classes: labelList,
});

/** A task whose classes are those of its loss: two, several, or none. */
const task: typeof fields = (where, given) => {
  const { loss, classes, ...own } = fields(where, given);
  const { length } = classes;
  const fits = loss === "softmax" ? length >= 1 : length === (loss === "binary" ? 2 : 0);
  if (!fits) reject("shape", `${where}.classes`, `the classes of a loss called ${loss}`, classes);
  return { ...own, loss, classes };
};

/** What a network's description has in every version: a file may say anything. */
export const networkForm = /* @__PURE__ */ recordOf({
  ...{ units: listOf(whole(1)), taskNames: listOf(text), inputs: optional(listOf(whole(1))) },
  ...{ tasks: listOf(task), weights: listOf(finite), history: epochs, epoch: whole(0) },
  adapters: optional(listOf(whole(1))),
  trunk: optional(recordOf({ name: text })),
  ending: oneOf("epochs", "patience", "asked", "diverged"),
});
