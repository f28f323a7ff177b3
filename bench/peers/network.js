// Reads one line of JSON a network, then answers "<name> <steps>" on standard input with the seconds of one Adam step of tfjs on its
// WebAssembly backend, one thread. The gradients are tfjs's own, all of them: those of its fused product, relu, softmax cross-entropy and
// squared difference end in kernels that the backend has. bench/network-tfjs.ts bundles this file, as tfjs-core's list of gradients
// imports files without their extensions.
import { createInterface } from "node:readline";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";

/** A network, its batch, and a step that gives the loss before it where it is asked for. */
function job({ units, heads, batch }) {
  const weights = [];
  const layer = (inputs, outputs) => {
    const bound = 1 / Math.sqrt(inputs);
    const own = [
      tf.variable(tf.randomUniform([inputs, outputs], -bound, bound)),
      tf.variable(tf.zeros([outputs])),
    ];
    weights.push(...own);
    return own;
  };
  const trunk = units.slice(1).map((outputs, l) => layer(units[l], outputs));
  const ends = heads.map((columns) => layer(units.at(-1), columns));
  const x = tf.randomUniform([batch, units[0]], -1, 1);
  const ys = heads.map((columns) => {
    if (columns === 1) return tf.randomUniform([batch, 1], -1, 1);
    const classes = Int32Array.from({ length: batch }, (_, i) => i % columns);
    return tf.cast(tf.oneHot(tf.tensor1d(classes, "int32"), columns), "float32");
  });
  const optimizer = tf.train.adam(1e-3);
  const loss = () => {
    let h = x;
    for (const [w, bias] of trunk) h = tf.fused.matMul({ a: h, b: w, bias, activation: "relu" });
    const losses = ends.map(([w, bias], t) => {
      const f = tf.fused.matMul({ a: h, b: w, bias });
      if (heads[t] > 1) return tf.losses.softmaxCrossEntropy(ys[t], f);
      return tf.mul(tf.mean(tf.squaredDifference(f, ys[t])), 0.5);
    });
    return tf.addN(losses);
  };
  return (asks) => {
    const before = optimizer.minimize(loss, asks, weights);
    if (!asks) return undefined;
    const [value] = before.dataSync();
    before.dispose();
    return value;
  };
}

async function main() {
  setWasmPaths(`${process.argv[2]}/`);
  setThreadsCount(1);
  if (!(await tf.setBackend("wasm"))) throw new Error("tfjs has no WebAssembly backend here");
  const jobs = new Map();
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.startsWith("{")) {
      const given = JSON.parse(line);
      const step = job(given);
      const [first] = [step(true), ...Array.from({ length: 20 }, () => step(false))];
      if (!(step(true) < first)) throw new Error(`tfjs does not learn ${given.name}`);
      jobs.set(given.name, step);
      continue;
    }
    const [name, steps] = line.split(" ");
    const start = performance.now();
    for (let k = 0; k < Number(steps); k++) jobs.get(name)(false);
    console.log((performance.now() - start) / Number(steps) / 1000);
  }
}

main();
