/**
 * Finds campaigns of an earlier system that no run could use. A migration imports all other rows and reports
 * how to mend each of these. It does not fail, because the tables grew over years under other rules and users
 * would have to export everything again for one row.
 */
import { NO_DAY } from "@almanac/core/day/civil"
import type { Refusal } from "@almanac/core/domain/refusal"
import type { TableName } from "@almanac/core/tables/input"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { Count, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { literal } from "@almanac/duckdb/statement"
import { NEEDS } from "@almanac/pipeline/inputs/strict"
import { TABLES, type Tables } from "@almanac/pipeline/inputs/tables"
import {
  CampaignInstanceTexts,
  type CampaignTables,
  CampaignTypeTexts,
  campaignsOf,
} from "@almanac/pipeline/stage/campaigns"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { configurations } from "../campaigns/check.ts"
import { storedCampaigns } from "../campaigns/tables.ts"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"
import { columnsOf, LARGEST_ID, TRANSFER_TABLES } from "./tables.ts"

export interface StaysBehind {
  readonly table: TableName
  /** The row number, counted from 1. */
  readonly row: number
  /** What is wrong, and how to mend it. */
  readonly problem: string
}

/** The reason with which such a row is rejected. */
export const STAYS_BEHIND = "stays_behind"

const CAMPAIGNS = ["campaign_types", "campaign_instances"] as const
type CampaignTable = (typeof CAMPAIGNS)[number]
const Row = Schema.StructWithRest(Schema.Struct({ row_number: Count }), [
  Schema.Record(Schema.String, Schema.Unknown),
])
type Row = typeof Row.Type

/**
 * The table definitions of a migration. A value that cannot be read affects only its row, not the whole
 * import.
 */
export const MIGRATION_TABLES: Tables = {
  ...TRANSFER_TABLES,
  campaign_types: { ...TRANSFER_TABLES.campaign_types, strict: false },
  campaign_instances: { ...TRANSFER_TABLES.campaign_instances, strict: false },
}

/** Rejects the rows of the campaign tables that no run could use, and the enrolments in such instances. */
export const leaveBehind = (
  store: Store,
  tables: ReadonlyArray<TableName>,
): Effect.Effect<ReadonlyArray<StaysBehind>, Refusal | SqlError> =>
  Effect.gen(function* () {
    const { sql } = store
    const known = yield* storedCampaigns(sql)
    const holding = yield* configurations(store)
    const problemOf = Effect.fnUntraced(function* (campaigns: CampaignTables) {
      for (const { config } of holding) {
        const problem = yield* campaignsOf(campaigns, config, NO_DAY).pipe(
          Effect.match({ onFailure: ({ message }) => message, onSuccess: () => undefined }),
        )
        if (problem !== undefined) return problem
      }
      return undefined
    })
    const left: Array<StaysBehind> = []
    const types = [...known.types]
    for (const row of yield* campaignRows(sql, tables, "campaign_types")) {
      let problem = valueProblem("campaign_types", row)
      if (problem === undefined) {
        const type = Schema.decodeUnknownSync(CampaignTypeTexts)(row)
        problem = yield* problemOf({ types: [type], instances: [] })
        if (problem === undefined) types.push(type)
      }
      if (problem !== undefined) left.push({ table: "campaign_types", row: row.row_number, problem })
    }
    const ids: Array<bigint> = []
    for (const row of yield* campaignRows(sql, tables, "campaign_instances")) {
      const { id } = row
      if (typeof id !== "bigint" || id > LARGEST_ID) continue
      const problem =
        valueProblem("campaign_instances", row) ??
        (yield* problemOf({ types, instances: [Schema.decodeUnknownSync(CampaignInstanceTexts)(row)] }))
      if (problem === undefined) continue
      left.push({ table: "campaign_instances", row: row.row_number, problem })
      ids.push(id)
    }
    for (const { table, row } of left) {
      yield* sql`INSERT INTO import_reject VALUES (${table}, ${row}, ${STAYS_BEHIND})`
    }
    if (ids.length > 0 && tables.includes("contact_campaigns")) {
      yield* sql`${statement("transfer/enrolments_behind", {
        ids: ids.join(", "),
        reason: literal(STAYS_BEHIND),
      })}`
    }
    return left
  })

const campaignRows = (
  sql: DuckDbClient,
  tables: ReadonlyArray<TableName>,
  table: CampaignTable,
): Effect.Effect<ReadonlyArray<Row>, SqlError> =>
  tables.includes(table)
    ? rowsOf(Row, sql`FROM ${sql(`source_${table}`)} ORDER BY row_number`)
    : Effect.succeed([])

/** Describes a required value that is missing, or a value that cannot be read. */
function valueProblem(table: CampaignTable, row: Row): string | undefined {
  const name = table === "campaign_types" ? row.name : `instance ${row.id}`
  const where = `${table}: ${name ?? `row ${row.row_number}`}`
  for (const [column, kind] of Object.entries(columnsOf(table))) {
    if (row[column] !== null) continue
    if (String(row[`${column}_text`] ?? "").trim() !== "") {
      return `${where}, ${column} cannot be read: write ${NEEDS[kind]}`
    }
    if (TABLES[table].required.includes(column)) return `${where} has no ${column}: fill it in`
  }
  return undefined
}
