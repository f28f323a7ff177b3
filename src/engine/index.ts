export { type BatchOptions, batchesFrom, type EngineBatches } from "./batches-from.ts";
export { type Clickhouse, openClickhouse } from "./clickhouse.ts";
export { type Duckdb, openDuckdb } from "./duckdb.ts";
export type { Categorical, Feature, Request } from "./request.ts";
export type { Dialect, Row, Source, Stream } from "./source.ts";
export {
  type EngineStatistics,
  type Road,
  type StatisticsOptions,
  statisticsFrom,
} from "./statistics-from.ts";
export { toSQL } from "./to-sql.ts";
