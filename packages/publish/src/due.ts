/**
 * Writes the rows of a run in the order of organisation, day and contact: small Parquet files, and an index
 * of where each row group begins.
 */
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { SHARED_COLUMNS } from "@almanac/core/tables/output"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { fileLiteral, parquetScan } from "@almanac/duckdb/paths"
import { Count, onlyValue, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { writeText } from "@almanac/files/complete-file"
import { accessing, type FileError } from "@almanac/files/file-error"
import { parquetFiles } from "@almanac/files/parquet-files"
import { toJson } from "@almanac/pipeline/run/manifest"
import { scheduleRows } from "@almanac/pipeline/write/columns"
import type { DuePiece } from "@almanac/release/due"
import { DUE_GROUP_ROWS, DUE_INDEX, DUE_PIECE_ROWS, duePath } from "@almanac/release/format"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { statement } from "./statement.ts"

const GroupRow = Schema.Struct({ org: Schema.Number, day: Schema.String, contact_id: Schema.BigInt })

/** @param rows the number of rows that the run recorded */
export const writeDue = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  { run, directory, rows }: { readonly run: string; readonly directory: string; readonly rows: number },
): Effect.fn.Return<void, SqlError | Refusal | FileError> {
  const files = scheduleRows(parquetScan(...(yield* parquetFiles(join(run, "schedules")))))
  const shared = SHARED_COLUMNS.join(", ")
  for (const table of ["table_due_kind", "table_due_org", "table_due"]) {
    yield* sql`${statement(`publish/${table}`, { files, shared })}`
  }
  const found = yield* onlyValue(Count, sql`SELECT count(*) FROM publish_due`)
  if (found !== rows) {
    return yield* refuse(
      `${join(run, "schedules")} holds ${found} rows, the run wrote ${rows}`,
      "its files are damaged, so run again",
    )
  }
  yield* accessing(directory, () => mkdir(join(directory, "due")))
  // With several threads the row groups would begin at other rows. The same run would then get another
  // release id.
  yield* sql`SET threads = 1`
  const group_rows = String(DUE_GROUP_ROWS)
  for (let piece = 0; piece * DUE_PIECE_ROWS < rows; piece++) {
    const first = piece * DUE_PIECE_ROWS
    yield* sql`${statement("publish/write_due", {
      first: String(first),
      last: String(first + DUE_PIECE_ROWS - 1),
      file: fileLiteral(join(directory, duePath(piece))),
      group_rows,
    })}`
  }
  const orgs = yield* rowsOf(
    Schema.Struct({ org_id: Schema.BigInt }),
    sql`SELECT org_id FROM publish_due_org ORDER BY org`,
  )
  const kinds = yield* sql`${statement("publish/due_kinds", { shared })}`
  const groups = yield* rowsOf(GroupRow, sql`${statement("publish/due_groups", { group_rows })}`)
  const index: { readonly [K in keyof DuePiece]: unknown } = {
    orgs: orgs.map(({ org_id }) => org_id),
    kinds,
    rows,
    groups: groups.map(({ org, day, contact_id }) => [org, day, contact_id]),
  }
  yield* writeText(join(directory, DUE_INDEX), `${toJson(index)}\n`)
})
