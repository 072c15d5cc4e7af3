/**
 * Generates synthetic exports: every input table, similar to those of an insurance agency. Each value is a
 * pure function of the seed and the row number, and one thread writes the files in row order. The same
 * options therefore give the same bytes. Several threads would save a tenth of the time, but the boundaries
 * of the Parquet pages would then differ from run to run.
 */
import { statSync } from "node:fs"
import { join } from "node:path"
import type { Refusal } from "@almanac/core/domain/refusal"
import { TABLE_NAMES, type TableName } from "@almanac/core/tables/input"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { openClient } from "@almanac/duckdb/database"
import { fileLiteral, parquetScan } from "@almanac/duckdb/paths"
import { Count, onlyValue } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { openDestination } from "@almanac/files/destination"
import { type DuckDBValue, listValue } from "@duckdb/node-api"
import * as Effect from "effect/Effect"
import { checkOptions, type GenerateOptions, type GenerateSummary, type TableSummary } from "./options.ts"
import { AGES, FIRST_NAMES, LAST_NAMES } from "./people.ts"
import { places } from "./places.ts"
import { statement } from "./statement.ts"

const PLACES = 20_000

const MACROS = [
  "draw",
  "pick",
  "contact_id",
  "fault",
  "anniversary",
  "last_anniversary",
  "next_anniversary",
  "was_sent",
]
const CAMPAIGNS = ["table_campaign_type", "table_campaign_instance", "variable_sent_campaigns"]
const HISTORY = [
  ...["sent_birthday", "sent_effective_date", "sent_aep", "sent_campaign", "sent_post_window", "sent"],
  ...["sent_followup", "planned_birthday", "planned_effective_date", "planned"],
]

/** The views that are created before a table is written. They may read the files of earlier tables. */
const VIEWS: Partial<Record<TableName, ReadonlyArray<string>>> = {
  email_schedules: ["known_contact", ...HISTORY],
  tracking_clicks: ["reached"],
}

function variables(
  options: GenerateOptions,
): ReadonlyArray<readonly [name: string, type: string, value: DuckDBValue]> {
  const { states, zips } = places(PLACES)
  const list = (values: ReadonlyArray<string | number>) => listValue([...values])
  return [
    ["seed", "BIGINT", BigInt(options.seed)],
    ["contacts", "BIGINT", BigInt(options.contacts)],
    ["orgs", "BIGINT", BigInt(options.orgs)],
    ["as_of", "DATE", options.asOf],
    ["own_settings", "BOOLEAN", options.ownSettings ?? false],
    ["states", "VARCHAR[]", list(states)],
    ["zips", "VARCHAR[]", list(zips)],
    ["first_names", "VARCHAR[]", list(FIRST_NAMES)],
    ["last_names", "VARCHAR[]", list(LAST_NAMES)],
    ["ages", "BIGINT[]", list(AGES)],
  ]
}

const prepare = Effect.fnUntraced(function* (sql: DuckDbClient, options: GenerateOptions) {
  for (const [name, type, value] of variables(options)) {
    yield* sql`SET VARIABLE ${sql(name)} = ${value}::${sql.literal(type)}`
  }
  for (const name of MACROS) yield* sql`${statement(`generate/macro_${name}`)}`
  for (const name of CAMPAIGNS) yield* sql`${statement(`generate/${name}`)}`
})

const writeTable = Effect.fnUntraced(function* (sql: DuckDbClient, table: string, file: string) {
  const rows = statement(`generate/${table}`)
  const copy = sql`${statement("generate/write_table", { rows, file: fileLiteral(file) })}`
  return { table, rows: yield* onlyValue(Count, copy), bytes: statSync(file).size } satisfies TableSummary
})

const writeTables = Effect.fnUntraced(function* (options: GenerateOptions, files: string, scratch: string) {
  const { memoryLimitMb } = options
  const sql = yield* openClient({ threads: 1, memoryLimitMb, tempDirectory: scratch })
  yield* prepare(sql, options)
  const file = (table: string) => join(files, `${table}.parquet`)
  const fragments = Object.fromEntries(TABLE_NAMES.map((table) => [table, parquetScan(file(table))]))
  const summaries: Array<TableSummary> = []
  for (const table of TABLE_NAMES) {
    for (const view of VIEWS[table] ?? []) yield* sql`${statement(`generate/view_${view}`, fragments)}`
    const summary = yield* writeTable(sql, table, file(table))
    summaries.push(summary)
    options.onProgress?.({ ...summary, tablesDone: summaries.length, tablesTotal: TABLE_NAMES.length })
  }
  return summaries
})

/**
 * Writes `<directory>/<table>.parquet` for every input table. The directory gets its name only when all files
 * are complete. It fails with a {@link Refusal} if the options or the directory cannot be used.
 */
export const generate = (options: GenerateOptions): Effect.Effect<GenerateSummary, SqlError | Refusal> =>
  Effect.gen(function* () {
    const start = performance.now()
    yield* checkOptions(options)
    const { files, scratch, publish } = yield* openDestination(options.directory)
    const tables = yield* Effect.scoped(writeTables(options, files, scratch))
    yield* publish
    const { directory, contacts, orgs, seed, asOf } = options
    return { directory, contacts, orgs, seed, asOf, tables, seconds: (performance.now() - start) / 1000 }
  }).pipe(Effect.scoped)
