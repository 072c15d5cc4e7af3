/** Texts of few values as DuckDB ENUMs, in SQL. Parquet files hold them as text all the same. */
import { literal } from "../database/statement.ts"

/** The ENUM of the distinct values; nulls need no place in it. */
export function enumType(values: ReadonlyArray<string | null>): string {
  const distinct = [...new Set(values)].filter((value) => value !== null)
  return distinct.length === 0 ? "VARCHAR" : `ENUM(${distinct.map(literal).join(", ")})`
}

export function enumValue(value: string): string {
  return `${literal(value)}::${enumType([value])}`
}
