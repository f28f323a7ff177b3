export { dump, parse } from "./dump.ts";
export { load, save } from "./save.ts";
export { toOnnx } from "./to-onnx.ts";
