/** The rejects and warnings of a run. Those that name no contact of an organisation are for people who see all. */
import type { DuckDbClient } from "@almanac/duckdb/client"
import { rowsOf } from "@almanac/duckdb/rows"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Finding } from "../../contract/calendar.ts"
import { PAGE_SIZE } from "./day.ts"
import { ifReadable, openFiles, type SeenRun } from "./run-reading.ts"
import { statement } from "./statement.ts"

const TABLES = {
  rejects: { table: "run_rejects", reason: "reason", row_number: "row_number" },
  warnings: { table: "run_warnings", reason: "warning", row_number: "NULL::BIGINT" },
} as const

type Table = keyof typeof TABLES

/** Makes the view `finding` of one of the tables. */
const viewOf = (sql: DuckDbClient, { isWhole, isSeen }: SeenRun, table: Table) =>
  isWhole
    ? sql`${statement("calendar/findings", TABLES[table])}`
    : sql`${statement("calendar/findings_seen", { ...TABLES[table], is_seen: isSeen })}`

const Tally = Schema.Struct({ reason: Schema.String, rows: Schema.Number })

export const findingsOf = (run: SeenRun) =>
  Effect.gen(function* () {
    const sql = yield* openFiles(run)
    const tallied = Effect.fnUntraced(function* (table: Table) {
      yield* viewOf(sql, run, table)
      return yield* rowsOf(Tally, sql`${statement("calendar/tally_findings")}`)
    })
    return { rejects: yield* tallied("rejects"), warnings: yield* tallied("warnings") }
  }).pipe(Effect.scoped, ifReadable(run.directory))

const Listed = Schema.Struct({ ...Finding.fields, total: Schema.Number })

export const findingRowsOf = (
  run: SeenRun,
  {
    table,
    reason,
    page = "0",
  }: { readonly table: Table; readonly reason: string; readonly page?: string | undefined },
) =>
  Effect.gen(function* () {
    const sql = yield* openFiles(run)
    yield* viewOf(sql, run, table)
    const rows = yield* rowsOf(
      Listed,
      sql`${statement("calendar/listed_findings", { reason, page: Number(page), page_size: PAGE_SIZE })}`,
    )
    return { total: rows[0]?.total ?? 0, page_size: PAGE_SIZE, rows }
  }).pipe(Effect.scoped, ifReadable(run.directory))
