// node keep.js <from or -> <to>: loads one fitted estimator of every class (or fits them), saves them again, and prints what they say.
import { setWarningHandler } from "polytask";
import { load, save } from "polytask/io";
import { answersOf, fitted } from "./fitted.js";

setWarningHandler(() => {});
const [from, to] = process.argv.slice(2);
const found = {};
for (const [name, own] of Object.entries(fitted)) {
  for (const [k, { make, X }] of own.entries()) {
    const model = from === "-" ? make() : await load(`${from}/${name}${k}.safetensors`);
    found[`${name} ${k}`] = answersOf(model, X);
    await save(model, `${to}/${name}${k}.safetensors`);
  }
}
console.log(JSON.stringify(found));
