/**
 * Writes the contacts of a run as shards. A shard is a small Parquet file; an answer for one contact reads
 * all of it.
 */

import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import type { Config } from "@almanac/core/config/config"
import { NO_DAY } from "@almanac/core/day/civil"
import { stateRules } from "@almanac/core/law/compile"
import { STATE_CODES, type StateCode } from "@almanac/core/law/states"
import { ZIP_ZONES } from "@almanac/core/law/zip-zones"
import { ENROLMENT_COLUMNS } from "@almanac/core/tables/campaigns"
import type { PartKind, PartTable } from "@almanac/core/tables/column"
import { CONTACT_COLUMNS } from "@almanac/core/tables/contacts"
import { ENGAGEMENT_COLUMNS } from "@almanac/core/tables/engagement"
import { HISTORY_COLUMNS } from "@almanac/core/tables/history"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { fileLiteral } from "@almanac/duckdb/paths"
import { Count, onlyValue } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { literal } from "@almanac/duckdb/statement"
import { TYPES } from "@almanac/duckdb/vectors"
import { accessing, type FileError } from "@almanac/files/file-error"
import { REJECT_BITS } from "@almanac/pipeline/parts/findings"
import { SHARD_MACROS } from "@almanac/pipeline/stage/block"
import { snapshotScan } from "@almanac/pipeline/stage/snapshot"
import { STAGED_COLUMNS, STAGED_TABLES, type StagedTable } from "@almanac/pipeline/stage/staged-tables"
import { BIRTHDAY_YEAR, shardPath } from "@almanac/release/format"
import * as Effect from "effect/Effect"
import type { Fragment } from "effect/sql/Statement"
import { statement } from "./statement.ts"

export interface ShardOptions {
  /** The directory of a finished run. */
  readonly run: string
  readonly config: Config
  /** Directory of the release. */
  readonly directory: string
  readonly onShards: (written: number, of: number) => void
}

/** The approximate number of contacts, enrolments and history rows in a shard. A shard has about 100 kB. */
const ROWS_PER_SHARD = 10_000
/** The number of shards that are prepared together. More shards need more memory. */
const SHARDS_PER_BATCH = 40

/** The condition for the rows to publish, by staged table. The rules do not read the other rows. */
const KEPT: Readonly<Record<Exclude<StagedTable, "contacts">, string>> = {
  enrolments: "instance >= 0",
  history: "status <> 255",
  engagement: "true",
}

/** The statement that makes the table of the contacts. @param file the snapshot's file, as SQL */
export const contactsTable = (shards: number, file: string): Fragment =>
  statement("publish/table_contacts", {
    shards: String(shards),
    file,
    columns: Object.entries(STAGED_COLUMNS.contacts)
      .map(([name, kind]) => `NULL::${TYPES[kind]} AS ${name}`)
      .join(", "),
    reject_bits: String(REJECT_BITS),
  })

/** The statements that make the macros. */
export const macros = (): Fragment =>
  statement("publish/macros", {
    shard: SHARD_MACROS,
    no_day: String(NO_DAY),
    states: `[${STATE_CODES.map(literal).join(", ")}]`,
    zones: `[${ZIP_ZONES.map(literal).join(", ")}]`,
  })

/** The published columns of a snapshot's table, each as a release has it. */
const publishedColumns = (table: PartTable): string =>
  Object.values(table)
    .flatMap(({ kind, staged, published, given }) => {
      if (published === undefined) return []
      const flag = given === undefined ? undefined : table[given]?.staged
      return [
        `${flag === undefined ? valueIn(kind, staged) : `publish_id(${staged}, ${flag})`} AS ${published}`,
      ]
    })
    .join(", ")

/** The kinds of columns that a release has in another form than the snapshot. */
const CHANGED: ReadonlySet<PartKind> = new Set(["day", "flag", "state", "zone"])

const valueIn = (kind: PartKind, column: string): string =>
  CHANGED.has(kind) ? `publish_${kind}(${column})` : column

/** Writes the shards. Returns the number of shards and the number of contacts in them. */
export const writeShards = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  { run, config, directory, onShards }: ShardOptions,
): Effect.fn.Return<{ readonly shards: number; readonly contacts: number }, SqlError | FileError> {
  const file = (table: StagedTable): string => snapshotScan(run, table)
  const files = Object.fromEntries(STAGED_TABLES.map((table) => [table, file(table)]))
  const rows = yield* onlyValue(Count, sql`${statement("publish/count_rows", files)}`)
  const shards = Math.max(1, Math.ceil(rows / ROWS_PER_SHARD))
  yield* sql`${macros()}`
  yield* sql`${contactsTable(shards, file("contacts"))}`
  for (const [table, kept] of Object.entries(KEPT)) {
    const fragments = { table, kept, shards: String(shards), file: file(table as StagedTable) }
    yield* sql`${statement("publish/table_side", fragments)}`
  }
  const ofBatch = {
    contact_columns: publishedColumns({ ...CONTACT_COLUMNS, ...ENGAGEMENT_COLUMNS }),
    enrolment_columns: publishedColumns(ENROLMENT_COLUMNS),
    history_columns: publishedColumns(HISTORY_COLUMNS),
    states_with_ages: ["", ...statesWithAges(config)].map(literal).join(", "),
    birthday_year: String(BIRTHDAY_YEAR),
  }
  yield* accessing(directory, () => mkdir(join(directory, "contacts")))
  for (let first = 0; first < shards; first += SHARDS_PER_BATCH) {
    const end = Math.min(shards, first + SHARDS_PER_BATCH)
    yield* sql`${statement("publish/table_batch", { ...ofBatch, first, last: end - 1 })}`
    for (let shard = first; shard < end; shard++) {
      const target = fileLiteral(join(directory, shardPath(shard)))
      yield* sql`${statement("publish/write_shard", { shard: String(shard), file: target })}`
    }
    onShards(end, shards)
  }
  return { shards, contacts: yield* onlyValue(Count, sql`SELECT count(*) FROM publish_contact`) }
})

/** The states with a rule that depends on age. */
function statesWithAges(config: Config): ReadonlyArray<StateCode> {
  const rulesOf = stateRules(config)
  return STATE_CODES.filter((_, state) =>
    rulesOf[state]?.rules.some(({ minAge, maxAge }) => minAge !== undefined || maxAge !== undefined),
  )
}
