export { type FoldStatistics, foldsOfParts } from "../fold/fold-statistics.ts";
export { type BatchOptions, batchesFrom, type EngineBatches } from "./batches-from.ts";
export { type Clickhouse, openClickhouse } from "./clickhouse.ts";
export { bigQuery, snowflake, sparkSQL, type TypedDialect, trino } from "./dialects.ts";
export { type Duckdb, openDuckdb } from "./duckdb.ts";
export { type Engine, type Executor, openExecutor } from "./executor.ts";
export { type EngineFit, type FitFromOptions, type FitProgress, type Fittable, fitFrom } from "./fit-from.ts";
export { openPostgres, type Postgres } from "./postgres.ts";
export type { Categorical, Feature, Request } from "./request.ts";
export type { Dialect, Row, See, Source, Stream } from "./source.ts";
export {
  type EngineStatistics,
  type Road,
  type StatisticsOptions,
  statisticsFrom,
} from "./statistics-from.ts";
export { toSQL } from "./to-sql.ts";
