/**
 * The checksum of a run's schedules. It does not depend on the row order, the files, the
 * threads or the run id.
 */
import { MOVES, SKIP_REASONS, STATUSES } from "@almanac/core/domain/decision"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { enumType } from "../stage/enums.ts"
import { statement } from "../statement.ts"

/**
 * The sum of all row hashes and the number of rows, in hexadecimal. The hash function is that of the pinned
 * DuckDB version. Checksums can therefore be compared only between runs of the same Almanac version.
 */
export function checksumText(rowCount: bigint, rowHashSum: bigint): string {
  return `${BigInt.asUintN(96, rowHashSum).toString(16).padStart(24, "0")}-${rowCount.toString(16).padStart(8, "0")}`
}

/**
 * Computes the checksum of finished files.
 * @param rows SQL that reads the rows of the files
 */
export const scheduleChecksum = (sql: DuckDbClient, rows: string): Effect.Effect<string, SqlError> =>
  Effect.map(
    rowsOf(
      Schema.Struct({ row_count: Schema.BigInt, row_hash: Schema.BigInt }),
      sql`${statement("write/checksum", {
        row_hash: statement("write/row_hash_with_texts", {
          row_hash: statement("write/row_hash"),
          time_zone: "time_zone",
          sms_send_at: "sms_send_at",
          sms_skip_reason: "sms_skip_reason",
        }),
        text_hash: statement("write/text_hash", {
          email_type: "email_type",
          email_template: "email_template",
          sms_template: "sms_template",
          send_time: "scheduled_send_time",
          metadata: statement("stage/metadata_without_parent"),
        }),
        statuses: enumType(STATUSES),
        skip_reasons: enumType(SKIP_REASONS),
        moves: enumType(MOVES),
        rows,
      })}`,
    ),
    ([total]) => checksumText(total?.row_count ?? 0n, BigInt(total?.row_hash ?? 0n)),
  )
