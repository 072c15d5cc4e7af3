/**
 * The state that the simulated days change: which contacts have arrived, what was sent, who reacted. It is in
 * the tables `sim_*` of the simulation's database. Each day's run reads it from a directory of input tables.
 * Only the files whose content changes are written again each day. The files of each table:
 *
 *   contacts/           present    arrived
 *   email_schedules/    before     since      plan      (yesterday's remaining rows)
 *   tracking_clicks/, contact_events/, suppressions/    before     since
 *   contact_campaigns, campaign_types, campaign_instances, organisations
 */
import { mkdir } from "node:fs/promises"
import { dirname, join } from "node:path"
import { type Day, formatDay } from "@almanac/core/day/civil"
import { refuse } from "@almanac/core/domain/refusal"
import { CONTACTS } from "@almanac/core/tables/contacts"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { fileLiteral } from "@almanac/duckdb/paths"
import { Count, onlyValue } from "@almanac/duckdb/rows"
import { accessing } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"
import type { Behaviour } from "./options.ts"
import { statement } from "./statement.ts"

export interface World {
  readonly sql: DuckDbClient
  /** Directory of the input tables of the day. */
  readonly input: string
  readonly firstDay: Day
  readonly lastDay: Day
}

export interface WorldOptions {
  /** Scratch directory of the simulation. */
  readonly directory: string
  readonly asOf: Day
  readonly days: number
  readonly seed: number
  readonly behaviour: Behaviour
}

type InputFile = readonly [file: string, rows: string]

const UNCHANGING: ReadonlyArray<InputFile> = [
  ["contacts/present", "present_contacts"],
  ["campaign_types", "campaign_types"],
  ["campaign_instances", "campaign_instances"],
  ["organisations", "organisations"],
  ["contact_campaigns", "contact_campaigns"],
  ["email_schedules/before", "history_before"],
  ["tracking_clicks/before", "clicks_before"],
  ["contact_events/before", "events_before"],
  ["suppressions/before", "suppressions_before"],
]

const DAILY: ReadonlyArray<InputFile> = [
  ["contacts/arrived", "arrived_contacts"],
  ["email_schedules/since", "history_since"],
  ["email_schedules/plan", "plan"],
  ["tracking_clicks/since", "clicks_since"],
  ["contact_events/since", "events_since"],
  ["suppressions/since", "suppressions_since"],
]

const COLUMNS = { contact_columns: Object.keys(CONTACTS.columns).join(", ") }

/** Makes the world of the first day from the views `source_<table>` on `sql`. */
export const openWorld = Effect.fnUntraced(function* (sql: DuckDbClient, options: WorldOptions) {
  const world: World = {
    sql,
    input: join(options.directory, "in"),
    firstDay: options.asOf,
    lastDay: options.asOf + options.days - 1,
  }
  yield* sql`SET VARIABLE sim_seed = ${String(options.seed)}::VARCHAR`
  for (const [name, share] of Object.entries(options.behaviour)) {
    yield* sql`SET VARIABLE sim_${sql.literal(name)} = ${share}::DOUBLE`
  }
  yield* setDay(sql, "first_day", world.firstDay)
  yield* setDay(sql, "last_day", world.lastDay)
  for (const name of ["macro_draw", "macro_wait", "macro_share_of", "macro_is_limit", "macro_is_near"])
    yield* sql`${statement(`setup/${name}`)}`
  for (const name of ["table_contact", "table_present", "table_before", "last_id", "type_cause"])
    yield* sql`${statement(`setup/${name}`, COLUMNS)}`
  if ((yield* onlyValue(Count, sql`SELECT count(*) FROM sim_present`)) === 0) {
    return yield* refuse("there is no contact on the first day", "lower the share of arrivals")
  }
  for (const [file] of [...UNCHANGING, ...DAILY]) {
    const directory = dirname(join(world.input, file))
    yield* accessing(directory, () => mkdir(directory, { recursive: true }))
  }
  for (const file of UNCHANGING) yield* writeInput(world, file)
  return world
})

/** Resets the world to the morning of the first day. */
export const resetWorld = ({ sql }: World) => sql`${statement("setup/tables")}`

/** Writes the inputs as they are on the morning of `day`. */
export const writeInputs = Effect.fnUntraced(function* (world: World, day: Day) {
  yield* setDay(world.sql, "today", day)
  for (const file of DAILY) yield* writeInput(world, file)
})

const writeInput = ({ sql, input }: World, [file, rows]: InputFile) =>
  sql`${statement("input/write", {
    rows: statement(`input/${rows}`, COLUMNS),
    file: fileLiteral(join(input, `${file}.parquet`)),
  })}`

const setDay = (sql: DuckDbClient, name: string, day: Day) =>
  sql`SET VARIABLE ${sql.literal(name)} = ${formatDay(day)}::DATE`
