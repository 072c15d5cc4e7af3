/**
 * Converts the tables of another system to tables that `import` reads, with a mapping of their columns and
 * values.
 */
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { refuse } from "@almanac/core/domain/refusal"
import { TABLE_NAMES, type TableName } from "@almanac/core/tables/input"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { fileLiteral } from "@almanac/duckdb/paths"
import { identifier, literal } from "@almanac/duckdb/statement"
import { accessing } from "@almanac/files/file-error"
import { asRefusal } from "@almanac/pipeline/inputs/damage"
import type { Sources } from "@almanac/pipeline/inputs/input"
import { checkNames } from "@almanac/pipeline/inputs/inspect"
import { openTables } from "@almanac/pipeline/inputs/sources"
import { TABLES, type Tables, value } from "@almanac/pipeline/inputs/tables"
import * as Effect from "effect/Effect"
import { statement, text } from "../statement.ts"
import { datePattern, type Mapping, tableOf } from "./mapping.ts"
import { columnsOf } from "./tables.ts"

/** Writes each table of `input` to a Parquet file in `directory`. */
export const mapTables = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  input: string,
  directory: string,
  mapping: Mapping,
) {
  const scratchDirectory = join(directory, "given")
  const given = givenTables(mapping)
  const sources = yield* openTables(sql, { directory: input, scratchDirectory }, given)
  const mapped = join(directory, "mapped")
  yield* accessing(mapped, () => mkdir(mapped, { recursive: true, mode: 0o700 }))
  const used = new Set<string>()
  for (const table of sources.tables) {
    const columns = yield* mappedColumns(sources, table, mapping, used)
    const fragments = {
      columns: columns.map(([sql, name]) => `${sql} AS ${identifier(name)}`).join(", "),
      source: `source_${table}`,
      file: fileLiteral(join(mapped, `${table}.parquet`)),
    }
    yield* sql`${statement("transfer/mapped", fragments)}`.pipe(
      Effect.mapError((error) => asRefusal(error, sources)),
    )
  }
  const unused = Object.keys(mapping.column).find((name) => !used.has(name))
  if (unused !== undefined) {
    return yield* refuse(
      `--map: no table of ${input} has a column ${unused}`,
      "write the column as in the file, or leave it out",
    )
  }
  return mapped
})

/** The names in another system of the columns of a table. */
const namesGiven = (
  table: TableName,
  { column }: Mapping,
): ReadonlyArray<readonly [name: string, key: string, target: string]> =>
  Object.entries(column).flatMap(([key, target]) => {
    const of = tableOf(key)
    if (of !== undefined && of !== table) return []
    if (!Object.hasOwn(columnsOf(table), target)) return []
    return [[of === undefined ? key : key.slice(table.length + 1), key, target]]
  })

/** The table definitions for reading all columns that the mapping may use, without conversion. */
function givenTables(mapping: Mapping): Tables {
  return Object.fromEntries(
    TABLE_NAMES.map((table) => {
      const named = namesGiven(table, mapping)
      const own = Object.keys(columnsOf(table)).filter(
        (name) => !named.some(([from]) => from !== name && from.trim().toLowerCase() === name),
      )
      const names = [...new Set([...own, ...named.map(([name]) => name)])]
      const columns = Object.fromEntries(names.map((name) => [name, "given" as const]))
      return [
        table,
        {
          ...TABLES[table],
          columns,
          required: [],
          oneOf: [],
          strict: false,
          view: names.map((name) => value(name)),
        },
      ]
    }),
  ) as unknown as Tables
}

const mappedColumns = Effect.fnUntraced(function* (
  sources: Sources,
  table: TableName,
  mapping: Mapping,
  used: Set<string>,
) {
  const files = sources.inputs.get(table) ?? []
  const typesOf = (name: string) => files.flatMap(({ columns }) => columns.get(name) ?? [])
  const where = files.length === 1 ? (files[0]?.path ?? table) : `${table}/`
  const columns: Array<readonly [sql: string, name: string]> = []
  for (const [target, kind] of Object.entries(columnsOf(table))) {
    const named = namesGiven(table, mapping).filter(
      ([name, , to]) => to === target && typesOf(name).length > 0,
    )
    for (const [, key] of named) used.add(key)
    const names = [
      ...new Set([...named.map(([name]) => name), ...(typesOf(target).length > 0 ? [target] : [])]),
    ]
    const [name, other] = names
    if (name === undefined) continue
    if (other !== undefined) {
      return yield* refuse(
        `${where} has the columns ${names.join(" and ")}, which would both become ${target}`,
        "leave out one of them",
      )
    }
    const isText = typesOf(name).every((type) => /^(VARCHAR|JSON)$|^ENUM\(/.test(type))
    const column = identifier(name)
    columns.push([isText ? mappedText(column, target, kind, mapping) : column, target])
  }
  yield* checkNames(
    where,
    TABLES[table],
    columns.map(([, name]) => name),
  )
  return columns
})

const DATES = ["date", "end_date", "instant", "moment"]

function mappedText(column: string, target: string, kind: string, { status, type, date }: Mapping): string {
  const values = target === "status" ? status : target === "email_type" ? type : {}
  if (Object.keys(values).length > 0) {
    const cases = Object.entries(values).map(([from, to]) => `WHEN ${literal(from)} THEN ${literal(to)}`)
    return `CASE ${column} ${cases.join(" ")} ELSE ${column} END`
  }
  const pattern = date !== undefined && DATES.includes(kind) ? datePattern(date) : undefined
  if (pattern === undefined) return column
  return text("transfer/mapped_date", {
    column,
    pattern: literal(pattern.pattern),
    year: String(pattern.year),
    month: String(pattern.month),
    day: String(pattern.day),
  })
}
