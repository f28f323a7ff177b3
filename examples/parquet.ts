// From a folder of Parquet files, larger than memory or not, to a picture of how their tasks are related: node examples/parquet.ts FOLDER PICTURE
import { writeFileSync } from "node:fs";
import { TaskRelationshipRegressor } from "polytask";
import * as engine from "polytask/engine";
import { plotRelations } from "polytask/plot";

const [, , folder = "pupils", picture = "relations.svg"] = process.argv;
const rows = (await engine.openDuckdb()).files(`${folder}/*.parquet`); // on a cluster: (await engine.openClickhouse({ url })).table("pupils")
const features = (await rows.columns()).map(({ name }) => name).filter((name) => /^x\d+$/.test(name));
const fold = { key: "id", count: 5 };
const { folds } = await engine.statisticsFrom(rows, { features, targets: ["score"], task: "school", fold });
const model = new TaskRelationshipRegressor({ alpha: 0.01, beta: "cv", betas: [0.01, 0.1, 1, 10] });
model.fitStatistics(folds!); // rows are read once, whatever the number of strengths and folds
writeFileSync(picture, await plotRelations(model).toSvg());
console.log(`${folds!.total.T} schools, beta = ${model.strengths.beta}: ${picture}`);
