// node keep.js <from or -> <to>: loads models (or fits them), saves them again, and prints what they predict.
import { MultiTaskClassifier, MultiTaskRegressor } from "polytask";
import { makeBuildingLoads } from "polytask/data";
import { load, save } from "polytask/io";
import { classification, MultiTaskNetwork, regression } from "polytask/network";
import { l21, traceNorm } from "polytask/penalty";
import { Pipeline, StandardScaler } from "polytask/preprocess";

const [from, to] = process.argv.slice(2);
const { X, Y } = makeBuildingLoads();
const heat = Array.from({ length: Y.rows }, (_, i) => Y.data[2 * i]);
const size = heat.map((load) => (load > 25 ? "large" : "small"));

const made = {
  regressor: () => new MultiTaskRegressor({ penalty: traceNorm(1) }).fit(X, Y),
  classifier: () => new MultiTaskClassifier({ penalty: l21(0.05), tol: 1e-3 }).fit(X, size),
  network: () => {
    const network = new MultiTaskNetwork({
      hidden: [9],
      tasks: { heat: regression(), size: classification() },
      epochs: 2,
      randomState: 1,
    });
    const steps = [
      ["scale", new StandardScaler()],
      ["learn", network],
    ];
    return new Pipeline({ steps }).fit(X, { heat, size });
  },
};
const found = {};
for (const [name, make] of Object.entries(made)) {
  const model = from === "-" ? make() : await load(`${from}-${name}.safetensors`);
  found[name] = model.predict(X);
  await save(model, `${to}-${name}.safetensors`);
}
console.log(JSON.stringify(found));
