/**
 * Imports tables into a store, either all or none. Every row of a file counts as taken, unchanged or
 * rejected.
 */
import { resolve } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { TableName } from "@almanac/core/tables/input"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { fileLiteral } from "@almanac/duckdb/paths"
import { Count, onlyRow, onlyValue, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { identifier, literal } from "@almanac/duckdb/statement"
import { partialName, renamedWhenComplete, writable } from "@almanac/files/complete-file"
import { type FileError, removing } from "@almanac/files/file-error"
import { asRefusal } from "@almanac/pipeline/inputs/damage"
import { openTables } from "@almanac/pipeline/inputs/sources"
import { CheckFailed } from "@almanac/pipeline/run/check-failed"
import { aboveShare, type BadRows, type RejectShare } from "@almanac/pipeline/run/reject-share"
import { readOrganisations } from "@almanac/pipeline/stage/organisations"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import * as Schema from "effect/Schema"
import { checkCampaigns } from "../campaigns/check.ts"
import { campaignState, logDifferences } from "../campaigns/state.ts"
import { change } from "../change.ts"
import { insertEmails } from "../emails.ts"
import { noteVersions } from "../organisations/versions.ts"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"
import { leaveBehind, MIGRATION_TABLES, STAYS_BEHIND, type StaysBehind } from "./stays-behind.ts"
import { columnsOf, TRANSFER_TABLES, TRANSFERS } from "./tables.ts"
import { noteUnread } from "./unread.ts"
import { warnedRows } from "./warned.ts"

/** `merge` adds new rows and replaces rows with the same key. `replace` also removes all other rows. */
export type ImportMode = "merge" | "replace"

export interface ImportOptions {
  /** The directory of the tables. */
  readonly input: string
  /** The name of the input for messages, if `input` is not the directory that the user gave. */
  readonly from?: string
  /** The tables to import; by default all tables in the directory. */
  readonly only?: ReadonlyArray<TableName> | undefined
  readonly mode: ImportMode
  readonly actor: string
  /** The file for the list of rejected rows. */
  readonly rejects?: string | undefined
  /** The accepted share of a table's rows that are rejected or unusable. By default, all rows may be. */
  readonly rejectShare?: RejectShare
  /** Whether campaigns that no run could use are rejected row by row. If not, the import is refused. */
  readonly leaveUnusable?: boolean
  /** More details for the audit entry. */
  readonly details?: Readonly<Record<string, unknown>>
}

export interface ImportedTable {
  readonly table: TableName
  /** The number of rows in the files. It is the sum of `taken`, `unchanged` and `rejected`. */
  readonly rows: number
  readonly taken: number
  /** The number of rows that are already in the store or that an import must not change. */
  readonly unchanged: number
  readonly rejected: number
  readonly rejected_by_reason: Readonly<Record<string, number>>
  /** The number of values, by column, that could not be read. They count as absent. */
  readonly unreadable: Readonly<Record<string, number>>
  /** The number of imported rows without effect, by warning. Every run that reads them warns of them. */
  readonly warned: Readonly<Record<string, number>>
}

export interface Imported {
  readonly tables: ReadonlyArray<ImportedTable>
  readonly stays_behind: ReadonlyArray<StaysBehind>
}

export const importTables = (
  store: Store,
  options: ImportOptions,
): Effect.Effect<Imported, Refusal | SqlError | CheckFailed | FileError> => {
  const scratch = `${resolve(store.path)}.importing`
  return imported(store, options, scratch).pipe(Effect.ensuring(removing(scratch)))
}

const imported = Effect.fnUntraced(function* (store: Store, options: ImportOptions, scratch: string) {
  const { sql } = store
  const sources = yield* openTables(
    sql,
    { directory: options.input, scratchDirectory: scratch },
    options.leaveUnusable ? MIGRATION_TABLES : TRANSFER_TABLES,
  )
  const tables = sources.tables.filter((table) => options.only?.includes(table) ?? true)
  const missing = options.only?.find((table) => !sources.tables.includes(table))
  if (missing !== undefined) {
    return yield* refuse(
      `${options.from ?? options.input} has no table ${missing}`,
      `add ${missing}.parquet or ${missing}.csv`,
    )
  }
  if (tables.length === 0) {
    return yield* refuse(
      `${options.from ?? options.input} holds no tables`,
      "name the directory that holds contacts.parquet",
    )
  }
  const { rejects } = options
  if (rejects !== undefined) yield* writable(rejects)
  yield* readOrganisations(sql, sources)
  const what = { actor: options.actor, action: "import", subject: tables.join(", ") }
  return yield* change(store, what, (revision) =>
    Effect.gen(function* () {
      const campaigns = yield* campaignState(store)
      yield* sql`${statement("transfer/reject")}`
      const stays_behind = options.leaveUnusable ? yield* leaveBehind(store, tables) : []
      const taken: Array<Omit<ImportedTable, "warned">> = []
      for (const table of tables) taken.push(yield* importTable(store, table, options.mode, revision))
      yield* sql`${statement("transfer/last_id")}`
      yield* checkCampaigns(store)
      const warned = yield* warnedRows(store, tables)
      const result = taken.map((one): ImportedTable => ({ ...one, warned: warned[one.table] ?? {} }))
      yield* logDifferences(store, campaigns, options.actor)
      yield* noteVersions(store, options.actor, "import")
      if (rejects !== undefined) {
        const file = fileLiteral(partialName(rejects))
        yield* sql`${statement("transfer/write_rejects", { file })}`
      }
      const contacts = result.find(({ table }) => table === "contacts")
      if (options.mode === "replace" && contacts !== undefined && contacts.rows === contacts.rejected) {
        return yield* refuse(
          `the table contacts of ${options.from ?? options.input} has no usable contact, so all contacts of the store would be removed`,
          "export it again, or leave out --mode replace",
        )
      }
      yield* judge(result, options)
      const counts = result.map(({ table, rows, taken, rejected }) => ({ table, rows, taken, rejected }))
      const details = { mode: options.mode, tables: counts, ...options.details }
      return { result: { tables: result, stays_behind } satisfies Imported, details }
    }),
  ).pipe(
    rejects === undefined ? identity : listing(rejects),
    Effect.mapError((error) => (error._tag === "SqlError" ? asRefusal(error, sources) : error)),
  )
})

/** Keeps the list of rejected rows even if the import fails because too many rows are rejected. */
const listing =
  (rejects: string) =>
  <A, E, R>(work: Effect.Effect<A, E | CheckFailed, R>): Effect.Effect<A, E | CheckFailed | FileError, R> =>
    work.pipe(
      Effect.catchIf(
        (error) => error instanceof CheckFailed,
        (error) => Effect.succeed(error),
      ),
      renamedWhenComplete(rejects),
      Effect.flatMap((result) =>
        result instanceof CheckFailed ? Effect.fail(result) : Effect.succeed(result),
      ),
    )

/** Fails if too many rows of a table cannot be used. The list of rejected rows is kept. */
function judge(
  tables: ReadonlyArray<ImportedTable>,
  { input, from = input, rejects, rejectShare }: ImportOptions,
): Effect.Effect<void, CheckFailed> {
  if (rejectShare === undefined) return Effect.void
  const found = tables.flatMap(({ table, rows, rejected_by_reason, unreadable, warned }): Array<BadRows> => {
    const each = (kinds: Readonly<Record<string, number>>, are: string) =>
      Object.entries(kinds).map(([kind, n]) => ({ kinds: { [kind]: n }, are, tables: table, rows }))
    // Rows that stay behind do not count here, because each of them is reported on its own.
    const { [STAYS_BEHIND]: _, ...rejected } = rejected_by_reason
    return [
      { kinds: rejected, are: "rejected", tables: table, rows },
      ...each(unreadable, "without a readable value"),
      ...each(warned, "listed with a warning"),
    ]
  })
  const above = aboveShare(found, rejectShare)
  if (above === undefined) return Effect.void
  const where = rejects === undefined ? "list them with --rejects FILE" : `see ${rejects}`
  return Effect.fail(
    new CheckFailed({
      message: `${above}: nothing of ${from} was imported; ${where}, then correct the export, use --map, or raise --max-reject-share`,
    }),
  )
}

const importTable = Effect.fnUntraced(function* (
  { sql }: Store,
  table: TableName,
  mode: ImportMode,
  revision: bigint,
) {
  const { key, rejects, indexed, fixed } = TRANSFERS[table]
  const columns = Object.keys(columnsOf(table))
  const isEmails = table === "email_schedules"
  const names = {
    name: literal(table),
    table: isEmails ? "emails" : identifier(table),
    source: `source_${table}`,
    fixed,
  }
  const count = (from: string) => onlyValue(Count, sql`SELECT count(*) FROM ${sql.literal(from)}`)
  const rows = yield* count(names.source)
  if (rejects.length > 0) {
    const cases = rejects.map(([reason, condition]) => `WHEN ${condition} THEN ${literal(reason)}`).join(" ")
    yield* sql`${statement("transfer/rejects", { ...names, table: names.name, cases })}`
  }
  if (key.length > 0) {
    const list = key.map(identifier).join(", ")
    yield* sql`${statement("transfer/duplicates", { ...names, table: names.name, key: list })}`
  }
  const view = { ...names, table: identifier(table), same: sameRow(columns, "s", "t") }
  yield* sql`${statement("transfer/unchanged", view)}`
  const same = sameRow(key.length > 0 ? key : columns, "s", names.table)
  if (mode === "replace") yield* sql`${statement("transfer/remove_others", { ...names, same })}`
  if (key.length > 0 && !indexed) {
    yield* sql`${statement("transfer/remove_same", { ...names, same })}`
  }
  const before = yield* count(names.table)
  const values = columns.map((name) => `s.${identifier(name)} AS ${identifier(name)}`)
  if (isEmails) values.push(`${revision} AS changed_in`)
  const taking = statement("transfer/rows", {
    ...names,
    columns: values.join(", "),
    there: indexed ? "false" : sameRow(key.length > 0 ? key : columns, "s", "t"),
  })
  if (isEmails) yield* insertEmails(sql, sql`(${taking})`)
  else {
    const insert = indexed ? "INSERT OR REPLACE" : "INSERT"
    yield* sql`${sql.literal(insert)} INTO ${sql.literal(names.table)} BY NAME ${taking}`
  }
  const rejected = yield* rejectsOf(sql, table)
  const total = Object.values(rejected).reduce((sum, n) => sum + n, 0)
  const taken = indexed
    ? rows - total - (yield* count("import_unchanged"))
    : (yield* count(names.table)) - before
  const unread = yield* unreadable(sql, names.source, columns)
  yield* noteUnread(sql, table, unread)
  const found: Omit<ImportedTable, "warned"> = {
    table,
    rows,
    taken,
    unchanged: rows - total - taken,
    rejected: total,
    rejected_by_reason: rejected,
    unreadable: unread,
  }
  return found
})

const sameRow = (columns: ReadonlyArray<string>, a: string, b: string): string =>
  columns
    .map((name) => `${a}.${identifier(name)} IS NOT DISTINCT FROM ${b}.${identifier(name)}`)
    .join(" AND ")

const rejectsOf = (sql: DuckDbClient, table: TableName) =>
  Effect.map(
    rowsOf(
      Schema.Struct({ reason: Schema.String, n: Count }),
      sql`SELECT reason, count(*) AS n FROM import_reject WHERE "table" = ${table} GROUP BY reason ORDER BY reason`,
    ),
    (rows) => Object.fromEntries(rows.map(({ reason, n }) => [reason, n])),
  )

const unreadable = (sql: DuckDbClient, source: string, columns: ReadonlyArray<string>) =>
  Effect.map(
    onlyRow(
      Schema.Record(Schema.String, Count),
      sql`${statement("transfer/unreadable", {
        source,
        counts: columns
          .map((name) => [identifier(name), identifier(`${name}_text`)] as const)
          .map(([name, text]) => `count(*) FILTER (WHERE ${name} IS NULL AND trim(${text}) <> '') AS ${name}`)
          .join(", "),
      })}`,
    ),
    (row) => Object.fromEntries(Object.entries(row).filter(([, n]) => n > 0)),
  )
