import { display } from "../base/display/shown.ts";
import type { ParameterTable } from "../base/parameter.ts";
import type { LinearEstimator } from "../estimator/linear-estimator.ts";
import { dump } from "../io/dump.ts";
import { type Columns, readDataSet } from "./data-set.ts";
import { modelNamed } from "./models.ts";
import { withBar } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

export interface FitOptions extends Columns {
  readonly model: string;
  readonly cv: number;
  readonly output: string;
  readonly json?: boolean;
}

/** Fits a model on all rows, keeps it in a file and shows it. */
export async function fitModel(terminal: Terminal, path: string, options: FitOptions): Promise<void> {
  const { model, cv, output, json } = options;
  const pipe = modelNamed(model, cv);
  const { X, given, taskNames, rows, features } = await readDataSet(terminal, path, options);
  await withBar(terminal, (onProgress) => pipe.fitAsync(...given(X, { onProgress })));
  await terminal.write(output, await dump(pipe));
  const learnt = pipe.step("learn") as unknown as LinearEstimator<ParameterTable>;
  const { converged } = learnt;
  if (json)
    terminal.print(`${JSON.stringify({ model, output, rows, features, tasks: taskNames, converged })}\n`);
  else terminal.print(`${learnt[display]()["text/plain"]}\n\nkept in ${output}\n`);
}
