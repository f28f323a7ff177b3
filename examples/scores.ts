// Predictions written back: the engine that holds the rows scores them itself: node examples/scores.ts FOLDER FILE
import { TaskRelationshipRegressor } from "polytask";
import { openDuckdb, statisticsFrom, toSQL } from "polytask/engine";

const [, , folder = "pupils", file = "scored.parquet"] = process.argv;
const database = await openDuckdb();
const rows = database.files(`${folder}/*.parquet`);
const names = (await rows.columns()).map(({ name }) => name).filter((name) => /^x\d+$/.test(name));
const asked = { features: names, targets: ["score"], task: "school" };
const { statistics, features } = await statisticsFrom(rows, asked); // pupils without a score are not learnt from
const { model } = new TaskRelationshipRegressor({ alpha: 0.01, beta: 0.1 }).fitStatistics(statistics);
const predicted = toSQL(model, rows, { features, taskColumn: "school" }); // SQL: a sum of columns for every school
await rows.query(`CREATE TABLE scored AS SELECT *, ${predicted} AS predicted FROM ${rows.from}`);
await rows.query(`COPY scored TO ${rows.dialect.value(file)} (FORMAT parquet)`);
const fit = "1 - avg((score - predicted) ** 2) / var_pop(score)";
const [found] = await rows.query(
  `SELECT count(predicted) AS pupils, count(score) AS known, ${fit} AS r2 FROM scored`,
);
console.log(
  `${found!["pupils"]} pupils in ${file}, R² ${Number(found!["r2"]).toFixed(3)} of the ${found!["known"]} whose score is known`,
);
database.close();
