/** Texts of few values as DuckDB ENUMs, in SQL. */
import { literal } from "../database/statement.ts"

type Texts = ReadonlyArray<string | null>

/** The ENUM of the distinct values; nulls need no place in it. */
export function enumType(values: Texts): string {
  const distinct = [...new Set(values)].filter((value) => value !== null)
  return distinct.length === 0 ? "VARCHAR" : `ENUM(${distinct.map(literal).join(", ")})`
}

/** A list literal of ENUM values. */
export function enumList(values: Texts): string {
  const items = values.map((value) => (value === null ? "NULL" : literal(value)))
  return `([${items.join(", ")}]::${enumType(values)}[])`
}

export function enumValue(value: string): string {
  return `${literal(value)}::${enumType([value])}`
}
