/** Compares the published answer for every contact with the rows of the run. */

import { join } from "node:path"
import { SCHEDULE_COLUMNS, SCHEDULES } from "@almanac/core/tables/output"
import { openClient } from "@almanac/duckdb/database"
import { parquetScan } from "@almanac/duckdb/paths"
import { Count, onlyValue, rowsOf } from "@almanac/duckdb/rows"
import { parquetFiles } from "@almanac/files/parquet-files"
import { scratchDirectory } from "@almanac/files/scratch-directory"
import { snapshotScan } from "@almanac/pipeline/stage/snapshot"
import { scheduleRows } from "@almanac/pipeline/write/columns"
import type { PublishedRow } from "@almanac/release/contact"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { contactsTable, macros } from "./shards.ts"
import { statement } from "./statement.ts"

export interface ParityOptions {
  readonly run: string
  /** The number of shards of the release. Contacts are asked for shard by shard. */
  readonly shards: number
  /** The rows in the answer for a contact; undefined if the answer is that there is no such contact. */
  readonly ask: (org: bigint, contactId: bigint) => Promise<ReadonlyArray<PublishedRow> | undefined>
  readonly onContacts: (contacts: number) => void
}

export interface Parity {
  readonly contacts: number
  /** The number of rows in all answers. */
  readonly rows: number
  /** The number of rows of the run, including rows of contacts that are not published. */
  readonly runRows: number
  /** The ids of the contacts whose answer differs from the run. */
  readonly differing: ReadonlyArray<bigint>
}

const MEMORY_MB = 500

const [END_OF_LINE, NULL, END_OF_VALUE] = ["\x1d", "\x1e", "\x1f"]

const lineOf = (row: PublishedRow): string =>
  SCHEDULE_COLUMNS.map((column) => (row[column] === null ? NULL : String(row[column]))).join(END_OF_VALUE)

/** SQL of the values of a line. */
const VALUES = Object.entries(SCHEDULES).map(([name, { kind }]) => {
  const value = kind === "instant" ? `strftime(${name}, '%Y-%m-%dT%H:%M:%SZ')` : `${name}::VARCHAR`
  return `coalesce(${value}, chr(${NULL.charCodeAt(0)}))`
})

export const parityOf = (options: ParityOptions) => Effect.scoped(parityScoped(options))

const parityScoped = Effect.fnUntraced(function* ({ run, shards, ask, onContacts }: ParityOptions) {
  const work = yield* scratchDirectory("parity")
  const sql = yield* openClient({
    path: join(work, "parity.duckdb"),
    threads: 2,
    memoryLimitMb: MEMORY_MB,
    tempDirectory: join(work, "spill"),
  })
  const count = String(shards)
  yield* sql`${macros()}`
  yield* sql`${contactsTable(shards, snapshotScan(run, "contacts"))}`
  const schedules = yield* parquetFiles(join(run, "schedules"))
  yield* sql`${statement("publish/parity_table", {
    shards: count,
    values: VALUES.join(", "),
    files: scheduleRows(parquetScan(...schedules)),
  })}`
  let [contacts, rows] = [0, 0]
  const differing: Array<bigint> = []
  for (let shard = 0; shard < shards; shard++) {
    const decided = yield* rowsOf(
      Schema.Struct({ contact_id: Schema.BigInt, org_id: Schema.BigInt, lines: Schema.String }),
      sql`${statement("publish/parity_shard", { shard })}`,
    )
    yield* Effect.promise(async () => {
      for (const { contact_id, org_id, lines } of decided) {
        const answer = await ask(org_id, contact_id)
        if (answer?.map(lineOf).sort().join(END_OF_LINE) !== lines) differing.push(contact_id)
        rows += answer?.length ?? 0
      }
    })
    contacts += decided.length
    onContacts(contacts)
  }
  const runRows = yield* onlyValue(Count, sql`SELECT count(*) FROM parity_line`)
  return { contacts, rows, runRows, differing } satisfies Parity
})
