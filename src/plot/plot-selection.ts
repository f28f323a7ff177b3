import { checkOptions } from "../check/options.ts";
import { reject } from "../check/reject.ts";
import type { TaskLabel } from "../select/task-selector.ts";
import { colours, grey, namesAxis, specOf, stepOf } from "./look.ts";
import { namesOf, titleOf } from "./names.ts";
import { Picture } from "./picture.ts";

/** What knows how probable every task is to be chosen: a `TaskSelector`. */
export interface HasMarginals {
  readonly tasks: readonly TaskLabel[];
  marginals(): ArrayLike<number>;
  mode(): readonly TaskLabel[];
}

interface Options {
  readonly title?: string;
}

/**
 * How probable every task is to be chosen, the most probable first; those of the most probable choice of all have a colour.
 *
 * @throws PolytaskError where the selector has no scores yet, or chooses among more than 500 tasks
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { plotSelection } from "polytask/plot";
 * import { TaskSelector } from "polytask/select";
 *
 * const selector = new TaskSelector({ scores: [-1, 2, 1], size: 2, taskNames: ["noise", "heating", "cooling"] });
 * const { values } = plotSelection(selector).spec["data"] as { values: { task: string; probability: number }[] };
 * assert.deepEqual(values.map(({ task }) => task), ["heating", "cooling", "noise"]);
 * assert.equal(values[0]!.probability, selector.marginals()[1]);
 * ```
 */
export function plotSelection(selector: HasMarginals, options: Options = {}): Picture {
  const where = "plotSelection";
  checkOptions(where, options, ["title"]);
  if (typeof selector?.marginals !== "function" || typeof selector.mode !== "function")
    reject("param", where, "a TaskSelector", selector);
  const { tasks } = selector;
  const marginals = selector.marginals();
  const chosen = new Set(selector.mode());
  const names = namesOf(where, "task", tasks, tasks.length);
  const order = names.map((_, t) => t).sort((a, b) => marginals[b]! - marginals[a]! || a - b);
  const groups = ["in the most probable choice", "not in it"];
  const values = order.map((t) => ({
    ...{ task: names[t]!, probability: marginals[t]! },
    group: groups[chosen.has(tasks[t]!) ? 0 : 1]!,
  }));
  const step = stepOf(names.length, 26);
  const heading = {
    title: titleOf(where, options.title, "How probable every task is to be chosen"),
    subtitle: "Over all choices that there are, each as probable as its scores say",
  };
  return new Picture(
    specOf(heading, {
      data: { values },
      width: 420,
      height: { step },
      mark: { type: "bar", aria: false },
      encoding: {
        x: {
          ...{ field: "probability", type: "quantitative", title: "probability to be chosen" },
          scale: { domain: [0, 1] },
        },
        y: {
          ...{ field: "task", type: "nominal", scale: { domain: order.map((t) => names[t]!) } },
          axis: namesAxis(step),
        },
        color: {
          ...{ field: "group", type: "nominal", title: null },
          scale: { domain: groups, range: [colours[0]!, grey] },
        },
        tooltip: ["task", "probability"].map((field) => ({ field })),
      },
    }),
  );
}
