/** The schema of the rows of an input table as DuckDB gives them. Dates and moments are texts. */
import type { InputKind, InputTable } from "@almanac/core/tables/column"
import * as Schema from "effect/Schema"

const VALUES = {
  id: Schema.BigInt,
  written_id: Schema.BigInt,
  integer: Schema.Number,
  decimal: Schema.Number,
  boolean: Schema.Boolean,
  text: Schema.String,
  phone: Schema.String,
  json: Schema.String,
  date: Schema.String,
  end_date: Schema.String,
  instant: Schema.String,
} as const satisfies Record<InputKind, unknown>

type Fields<T extends InputTable> = {
  readonly [K in keyof T["columns"]]: T["columns"][K] extends { readonly required: true }
    ? (typeof VALUES)[T["columns"][K]["kind"]]
    : Schema.NullOr<(typeof VALUES)[T["columns"][K]["kind"]]>
}

export const rowSchema = <T extends InputTable>({ columns }: T) => {
  const fields = Object.entries(columns).map(([name, { kind, required }]) => [
    name,
    required === true ? VALUES[kind] : Schema.NullOr(VALUES[kind]),
  ])
  return Schema.Struct(Object.fromEntries(fields) as Fields<T>)
}
