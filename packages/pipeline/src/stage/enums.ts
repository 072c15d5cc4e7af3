/** SQL for DuckDB ENUMs, used for text columns with few distinct values. Parquet files store them as text. */
import { literal } from "@almanac/duckdb/statement"

/** The ENUM of the distinct values without null, or VARCHAR if there are none. */
export function enumType(values: ReadonlyArray<string | null>): string {
  const distinct = [...new Set(values)].filter((value) => value !== null)
  return distinct.length === 0 ? "VARCHAR" : `ENUM(${distinct.map(literal).join(", ")})`
}

export function enumValue(value: string): string {
  return `${literal(value)}::${enumType([value])}`
}
