/**
 * Writes the counts of a worker to files. A worker that has too many counts for memory writes several files.
 */
import type { Counts } from "@almanac/core/plan/counts"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { registerSource } from "@almanac/duckdb/column-source"
import { fileLiteral } from "@almanac/duckdb/paths"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { putNumber } from "@almanac/duckdb/vectors"
import * as Effect from "effect/Effect"
import { statement } from "../statement.ts"

/** Returns a function that writes counts to a file and then clears them. */
export function countsWriter(
  sql: DuckDbClient,
): (counts: Counts, file: string) => Effect.Effect<void, SqlError> {
  const { columns, serve } = registerSource(sql, "counted", {
    org: { kind: "int32" },
    count_key: { kind: "int64" },
    count_detail: { kind: "int32" },
    emails: { kind: "int32" },
  })
  const [orgs, keys, emails] = [columns.org.values, columns.count_key.values, columns.emails.values]
  const details = columns.count_detail.values
  return (counts, file) =>
    Effect.suspend(() => {
      const entries = counts.entries()
      serve((most) => {
        let count = 0
        while (count < most) {
          const next = entries.next()
          if (next.done === true) break
          orgs[count] = next.value.org
          putNumber(keys, count, next.value.key)
          details[count] = next.value.detail
          emails[count++] = next.value.emails
        }
        return count
      })
      return sql`${statement("plan/write_counts", { file: fileLiteral(file) })}`
    }).pipe(Effect.map(() => counts.clear()))
}
