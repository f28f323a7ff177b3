import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { PolytaskError } from "../check/reject.ts";
import { compare } from "./compare.ts";
import { evaluate } from "./evaluate.ts";
import { fitModel } from "./fit-model.ts";
import { modelNames } from "./models.ts";
import { predict } from "./predict.ts";
import { formats } from "./read-table.ts";
import { report } from "./report.ts";
import { selectTasks } from "./select-tasks.ts";
import type { Terminal } from "./terminal.ts";

const names = (text: string): string[] => text.split(",").map((name) => name.trim());

const integer =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`expected an integer >= ${least}.`);
  };

/**
 * Runs the command line. Exit codes: 0, all is well; 1, the data or a fit refuse; 2, the call is wrong.
 *
 * @param words - what stands behind the program's name
 */
export async function runProgram(words: readonly string[], terminal: Terminal): Promise<number> {
  const program = new Command("polytask")
    .description(
      "Multitask learning on tables: CSV, TSV, ARFF, Parquet and JSON lines, from a file or from standard input (-).",
    )
    .exitOverride()
    .configureOutput({ writeOut: terminal.print, writeErr: terminal.complain });
  const command = (name: string, about: string): Command =>
    program.command(name).description(about).option("--json", "print JSON");
  const format = (): Option =>
    new Option("--format <format>", "what the file is; its name says so without it").choices(formats);
  const learns = (name: string, about: string): Command =>
    command(name, about)
      .argument("<file>", "the table, or - for standard input")
      .requiredOption("--targets <names>", "columns to learn, with commas between them", names)
      .option("--features <names>", "columns to learn from; all others without it", names)
      .option("--task <name>", "the column that names the task of a row, where tasks have rows of their own")
      .addOption(format());
  const folds = (own: Command): Command =>
    own
      .addOption(new Option("--cv [folds]", "how many folds").argParser(integer(2)).preset("5").default(5))
      .option("--seed <seed>", "draws the folds", integer(0), 0);
  const model = (): Option =>
    new Option("--model <name>", "what learns; its strength is cross-validated")
      .choices(modelNames)
      .default("ridge");

  folds(learns("fit", "Fit a model on all rows and keep it in a file, with what it needs of the columns."))
    .addOption(model())
    .option("--output <file>", "where to keep it", "model.safetensors")
    .addHelpText(
      "after",
      "\nExample:\n  polytask fit energy.csv --targets Y1,Y2 --model taskRelationship --cv --output loads.safetensors\n",
    )
    .action((file, options) => fitModel(terminal, file, options));
  command("predict", "Predict by a model that fit has kept: a column a task, as CSV.")
    .argument("<model>", "the file of the model")
    .argument("<file>", "the table, or - for standard input")
    .option("--task <name>", "the column that names the task of a row: one prediction a row")
    .addOption(format())
    .option("--output <file>", "where to write it; standard output without it")
    .addHelpText("after", "\nExample:\n  polytask predict loads.safetensors buildings.csv > loads.csv\n")
    .action((kept, file, options) => predict(terminal, kept, file, options));
  folds(learns("evaluate", "Cross-validate a model: the scores of every task."))
    .addOption(model())
    .option(
      "--scoring <name>",
      "r2, explainedVariance, negMeanSquaredError, negRootMeanSquaredError, negMeanAbsoluteError",
      "r2",
    )
    .option("--workers <threads>", "threads that share the folds", integer(1), 1)
    .addHelpText(
      "after",
      "\nExample:\n  polytask evaluate energy.csv --targets Y1,Y2 --model taskRelationship\n",
    )
    .action((file, options) => evaluate(terminal, file, options));
  folds(learns("compare", "Compare ways to learn the tasks, alone or together, by nested cross-validation."))
    .addHelpText("after", "\nExample:\n  polytask compare school.csv --targets score --task school --json\n")
    .action((file, options) => compare(terminal, file, options));
  learns("select-tasks", "Which tasks help the main one, or one another, and how likely.")
    .option("--main <name>", "the task that the others are to help")
    .option("--size <tasks>", "how many to choose", integer(1))
    .addOption(
      new Option("--score <name>", "how help is measured")
        .choices(["correlation", "coefficients", "transferGain", "gradientAffinity"])
        .default("correlation"),
    )
    .addHelpText(
      "after",
      "\nExample:\n  polytask select-tasks river.arff --targets a,b,c --main a --size 1\n",
    )
    .action((file, options) => selectTasks(terminal, file, options));
  folds(learns("report", "Write one HTML page on a model: its card, its scores and its pictures."))
    .addOption(model())
    .option("--output <file>", "the page", "report.html")
    .addHelpText(
      "after",
      "\nExample:\n  polytask report energy.csv --targets Y1,Y2 --model taskRelationship --output energy.html\n\nNeeds the packages vega and vega-lite.\n",
    )
    .action((file, options) => report(terminal, file, options));

  try {
    await program.parseAsync(words, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof PolytaskError)) throw error;
    terminal.complain(`polytask: ${error.message}\n`);
    return 1;
  }
}
