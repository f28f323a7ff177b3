import type { Matrix } from "ml-matrix";
import { htmlOf } from "../base/display/html.ts";
import { display } from "../base/display/shown.ts";
import type { ParameterTable } from "../base/parameter.ts";
import type { LinearEstimator } from "../estimator/linear-estimator.ts";
import { KFold } from "../fold/k-fold.ts";
import { r2Score } from "../metric/r2-score.ts";
import { rootMeanSquaredError } from "../metric/root-mean-squared-error.ts";
import type { Picture } from "../plot/picture.ts";
import { plotCoefficients } from "../plot/plot-coefficients.ts";
import { plotPredictions } from "../plot/plot-predictions.ts";
import { plotRelations } from "../plot/plot-relations.ts";
import type { ColumnTransformer } from "../preprocess/column-transformer.ts";
import { crossValPredictAsync } from "../select/cross-val-predict.ts";
import { type Columns, type DataSet, readDataSet } from "./data-set.ts";
import { modelNamed } from "./models.ts";
import { pageOf, type Section } from "./page.ts";
import { withBar } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

export interface ReportOptions extends Columns {
  readonly model: string;
  readonly cv: number;
  readonly seed: number;
  readonly output: string;
  readonly json?: boolean;
}

/** A task's targets that were observed, and what was predicted of them. */
interface Held {
  readonly name: string;
  readonly y: Float64Array;
  readonly predicted: Float64Array;
}

/** Writes one page on a model: its card, its scores on rows held out, and what it says of tasks and features. */
export async function report(terminal: Terminal, path: string, options: ReportOptions): Promise<void> {
  const { model, cv, seed, output, json } = options;
  const pipe = modelNamed(model, cv);
  const data = await readDataSet(terminal, path, options);
  const folds = new KFold({ nSplits: cv, shuffle: true, randomState: seed });
  const { X, given, taskNames, rows, features } = data;
  const predicted = await withBar(terminal, (onProgress) =>
    crossValPredictAsync(pipe, ...given(X, { cv: folds, onProgress })),
  );
  const held = heldOut(data, predicted as Matrix | Float64Array[]);
  await withBar(terminal, (onProgress) => pipe.fitAsync(...given(X, { onProgress })));
  const learnt = pipe.step("learn") as unknown as LinearEstimator<ParameterTable>;
  const columns = pipe.step("columns") as ColumnTransformer;
  const sections: Section[] = [
    { title: "The model", html: learnt[display]()["text/html"] },
    { title: "Rows held out", html: htmlOf(scores(held, cv)) },
    await drawn("Predicted and true", plotPredictions(held, held.map((own) => own.predicted), { sharedScale: false }), `Every row is predicted by a model that has not seen it (${cv} folds).`), // biome-ignore format: one line
    await drawn("Coefficients", plotCoefficients(learnt, { featureNames: namesOf(columns), taskNames }), "Features are on one scale."), // biome-ignore format: one line
  ];
  if (taskNames.length > 1) sections.push(await drawn("Tasks", plotRelations(learnt, { taskNames })));
  const name = path === "-" ? "standard input" : path.split(/[\\/]/).at(-1)!;
  const about = `${rows} rows, ${features.length} features, ${taskNames.length} tasks`;
  await terminal.write(output, new TextEncoder().encode(pageOf(`${model} on ${name}`, about, sections)));
  terminal.print(json ? `${JSON.stringify({ model, output, tasks: scored(held) })}\n` : `${output}\n`);
}

/** The columns that are learnt from, without the step that made them where that says nothing. */
function namesOf(columns: ColumnTransformer): readonly string[] {
  const names = columns.getFeatureNamesOut();
  const short = names.map((name) => name.slice(name.indexOf("__") + 2));
  return new Set(short).size === names.length ? short : names;
}

async function drawn(title: string, picture: Picture, note?: string): Promise<Section> {
  const html = `<div class="picture">${await picture.toSvg()}</div>`;
  return { title, html, ...(note !== undefined && { note }) };
}

const heldOut = ({ taskNames, targets }: DataSet, predicted: Matrix | Float64Array[]): Held[] =>
  taskNames.map((name, t) => {
    const y = targets[t]!;
    const answers = Array.isArray(predicted) ? predicted[t]! : Float64Array.from(predicted.getColumn(t));
    const seen = (_: number, i: number): boolean => !Number.isNaN(y[i]!);
    return { name, y: y.filter(seen), predicted: answers.filter(seen) };
  });

const scored = (held: readonly Held[]) =>
  held.map(({ name, y, predicted }) => ({
    task: name,
    rows: y.length,
    r2: r2Score(y, predicted),
    rmse: rootMeanSquaredError(y, predicted),
  }));

const scores = (held: readonly Held[], cv: number) => ({
  title: `${cv} folds`,
  tables: [
    {
      caption: "scores on rows held out",
      head: ["task", "rows", "R²", "root mean squared error"],
      rows: scored(held).map(({ task, rows, r2, rmse }) => [task, rows, r2, rmse]),
    },
  ],
});
