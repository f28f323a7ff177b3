export { dump, parse } from "./dump.ts";
export { load, save } from "./save.ts";
