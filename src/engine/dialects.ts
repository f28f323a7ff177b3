import { guardedExp } from "./guarded-exp.ts";
import type { Dialect } from "./source.ts";

/** A dialect of an engine that is asked through an executor. */
export interface TypedDialect extends Dialect {
  /** What the engine is called where it refuses. */
  readonly engine: string;
  /** The type of an expression, as text. */
  typeOf(expression: string): string;
}

const doubled = (text: string, quote: string): string => `${quote}${text.replaceAll(quote, quote + quote)}${quote}`; // biome-ignore format: one line

/** Within quotes that a backslash escapes. */
const escaped = (text: string, quote: string): string =>
  `${quote}${text.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`)}${quote}`;

/** What a dialect is made of. */
interface Words
  extends Pick<TypedDialect, "engine" | "name" | "typeOf" | "infinite" | "bucket" | "isNumeric" | "widest"> {
  readonly quoted: (text: string) => string;
  readonly doubleType: string;
  readonly textType: string;
}

function dialectOf({ quoted, doubleType, textType, ...rest }: Words): TypedDialect {
  const double = (expression: string): string => `CAST(${expression} AS ${doubleType})`;
  const dialect: TypedDialect = {
    ...rest,
    value: (value) => (typeof value === "string" ? quoted(value) : typeof value === "number" ? double(`'${value}'`) : `${value}`), // biome-ignore format: one line
    double,
    text: (expression) => `CAST(${expression} AS ${textType})`,
    exp: (expression) => guardedExp(dialect, expression),
    joined: (parts) => (parts.length === 1 ? parts[0]! : `concat(${parts.join(", ")})`),
  };
  return dialect;
}

/** Trino, by its documentation: its text is tested, no such server is. */
export const trino: TypedDialect = dialectOf({
  engine: "Trino",
  name: (identifier) => doubled(identifier, '"'),
  quoted: (text) => doubled(text, "'"),
  doubleType: "double",
  textType: "varchar",
  typeOf: (expression) => `typeof(${expression})`,
  infinite: (expression) => `is_infinite(${expression})`,
  bucket: (expression, count) =>
    `(from_base(substr(to_hex(md5(to_utf8(CAST(${expression} AS varchar)))), 1, 8), 16) % ${count})`,
  isNumeric: (type) => /^(tinyint|smallint|integer|bigint|real|double|decimal|boolean)/.test(type),
  widest: 500,
});

/** BigQuery, by its documentation: its text is tested, no such server is. */
export const bigQuery: TypedDialect = dialectOf({
  engine: "BigQuery",
  name: (identifier) => escaped(identifier, "`"),
  quoted: (text) => escaped(text, "'"),
  doubleType: "FLOAT64",
  textType: "STRING",
  typeOf: (expression) => `TYPEOF(${expression})`,
  infinite: (expression) => `IS_INF(${expression})`,
  bucket: (expression, count) =>
    `MOD(CAST(CONCAT('0x', SUBSTR(TO_HEX(MD5(CAST(${expression} AS STRING))), 1, 8)) AS INT64), ${count})`,
  isNumeric: (type) => /^(INT64|FLOAT64|NUMERIC|BIGNUMERIC)/.test(type),
  widest: 1000,
});

/** Snowflake, by its documentation: its text is tested, no such server is. */
export const snowflake: TypedDialect = dialectOf({
  engine: "Snowflake",
  name: (identifier) => doubled(identifier, '"'),
  quoted: (text) => escaped(text, "'"),
  doubleType: "DOUBLE",
  textType: "VARCHAR",
  typeOf: (expression) => `SYSTEM$TYPEOF(${expression})`,
  infinite: (expression) => `(ABS(${expression}) = CAST('inf' AS DOUBLE))`,
  bucket: (expression, count) =>
    `MOD(TO_NUMBER(SUBSTR(MD5(CAST(${expression} AS VARCHAR)), 1, 8), 'XXXXXXXX'), ${count})`,
  isNumeric: (type) => /^(NUMBER|FLOAT)/.test(type),
  widest: 1000,
});

/** Spark SQL with its usual literals (`spark.sql.parser.escapedStringLiterals` false), by its documentation: its text is tested, no such server is. */
export const sparkSQL: TypedDialect = dialectOf({
  engine: "Spark SQL",
  name: (identifier) => doubled(identifier, "`"),
  quoted: (text) => escaped(text, "'"),
  doubleType: "DOUBLE",
  textType: "STRING",
  typeOf: (expression) => `typeof(${expression})`,
  infinite: (expression) => `(abs(${expression}) = CAST('Infinity' AS DOUBLE))`,
  bucket: (expression, count) =>
    `(CAST(conv(substring(md5(CAST(${expression} AS STRING)), 1, 8), 16, 10) AS BIGINT) % ${count})`,
  isNumeric: (type) => /^(tinyint|smallint|int|bigint|float|double|decimal|boolean)/.test(type),
  widest: 500,
});
