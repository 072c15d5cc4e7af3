/** What a finished run has written of one contact besides its emails. */

import { join } from "node:path"
import type { RejectReason } from "@almanac/core/domain/contact"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { parquetScan } from "@almanac/duckdb/paths"
import { rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { parquetFiles } from "@almanac/files/parquet-files"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Reject } from "../parts/findings.ts"
import { snapshotScan } from "../stage/snapshot.ts"
import { statement } from "../statement.ts"

const readable =
  (run: string) =>
  <A>(read: Effect.Effect<A, SqlError>): Effect.Effect<A, Refusal> =>
    Effect.mapError(read, () => refuse(`the files of ${run} cannot be read`, "run again"))

/** Reads from the files of a table of the run. A table without rows has none. */
const fromTable = <A>(
  run: string,
  table: "rejects" | "warnings",
  read: (file: string) => Effect.Effect<ReadonlyArray<A>, SqlError>,
): Effect.Effect<ReadonlyArray<A>, Refusal> =>
  parquetFiles(join(run, table)).pipe(
    Effect.flatMap((files) => (files.length === 0 ? Effect.succeed([]) : read(parquetScan(...files)))),
    readable(run),
  )

const OrgRow = Schema.Struct({ org_id: Schema.BigInt })

/** The organisation of a contact; undefined if the run has no such contact. */
export const orgOfContact = (
  sql: DuckDbClient,
  run: string,
  id: bigint,
): Effect.Effect<bigint | undefined, Refusal> => {
  const file = snapshotScan(run, "contacts")
  return rowsOf(OrgRow, sql`${statement("explain/org_of_contact", { file, id })}`).pipe(
    Effect.map(([row]) => row?.org_id),
    readable(run),
  )
}

const RejectRow = Schema.Struct({
  contact_id: Schema.String,
  row_number: Schema.BigInt,
  reason: Schema.String,
  detail: Schema.String,
})

/** The rejected rows with an id as it was written in the input. */
export const rejectsOf = (
  sql: DuckDbClient,
  run: string,
  contact: string,
): Effect.Effect<ReadonlyArray<Reject>, Refusal> => {
  return fromTable(run, "rejects", (file) =>
    Effect.map(
      rowsOf(RejectRow, sql`${statement("explain/rejects_of_contact", { file, contact })}`),
      (rows) =>
        rows.map(({ contact_id, row_number, reason, detail }) => ({
          contactId: contact_id,
          rowNumber: row_number,
          reason: reason as RejectReason,
          detail,
        })),
    ),
  )
}

const Warning = Schema.Struct({ warning: Schema.String, detail: Schema.String })

/** The warnings about the rows of a contact. */
export const warningsOf = (
  sql: DuckDbClient,
  run: string,
  contact: string,
): Effect.Effect<ReadonlyArray<typeof Warning.Type>, Refusal> => {
  return fromTable(run, "warnings", (file) =>
    rowsOf(Warning, sql`${statement("explain/warnings_of_contact", { file, contact })}`),
  )
}
