/** Reads the counts from which a run made the plan of an organisation, to plan it again with other limits. */
import { join } from "node:path"
import type { Count } from "@almanac/core/plan/counts"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { parquetScan } from "@almanac/duckdb/paths"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { visitColumns } from "@almanac/duckdb/vectors"
import * as Effect from "effect/Effect"
import { statement } from "../statement.ts"

/** @param run directory of the run */
export const readHistogram = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  run: string,
  org: bigint,
): Effect.fn.Return<ReadonlyArray<Count>, SqlError> {
  const counts: Array<Count> = []
  const file = parquetScan(join(run, "plan", "histogram.parquet"))
  yield* visitColumns(
    sql,
    statement("plan/read_histogram", { file, org }),
    { count_key: "int64", count_detail: "int32", emails: "int64" },
    ({ count_key: key, count_detail: detail, emails }, rows) => {
      for (let r = 0; r < rows; r++) {
        counts.push({
          key: key[2 * r + 1] * 2 ** 32 + (key[2 * r] >>> 0),
          detail: detail[r],
          emails: emails[2 * r],
        })
      }
    },
  )
  return counts
})
