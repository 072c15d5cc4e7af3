/** Compares two finished runs: which rows differ, how many, and why. */

import { existsSync } from "node:fs"
import { join } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { openClient } from "@almanac/duckdb/database"
import { parquetScan } from "@almanac/duckdb/paths"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { parquetFiles } from "@almanac/files/parquet-files"
import { scratchDirectory } from "@almanac/files/scratch-directory"
import type { Manifest } from "@almanac/pipeline/run/manifest"
import { readManifest } from "@almanac/pipeline/run/read-manifest"
import { snapshotFiles, snapshotScan } from "@almanac/pipeline/stage/snapshot"
import * as Effect from "effect/Effect"
import { REJECT_COLUMNS, SCHEDULE_COLUMNS } from "./columns.ts"
import { type Comparison, compareRows } from "./compare.ts"
import { comparedRun, type DiffReport } from "./report.ts"
import { runCauses } from "./run-causes.ts"
import { statement } from "./statement.ts"
import { summarizeTallies } from "./tallies.ts"

export interface DiffOptions {
  /** Directories of finished runs. */
  readonly a: string
  readonly b: string
  /** The most examples of each kind and cause. */
  readonly limit: number
  readonly threads: number
  readonly databaseMemoryMb: number
  /**
   * The approximate number of rows of both runs that are compared at once. The memory in use grows with it;
   * the results do not depend on it.
   */
  readonly rowsPerChunk: number
  readonly onProgress: (rows: number, of: number) => void
}

/**
 * Compares two runs. It fails with a Refusal if one of them is not a finished run in the
 * format of this version.
 */
export const diff = (options: DiffOptions): Effect.Effect<DiffReport, Refusal | SqlError> =>
  Effect.scoped(diffScoped(options))

const diffScoped = Effect.fnUntraced(function* (options: DiffOptions) {
  const a = yield* readManifest(options.a)
  const b = yield* readManifest(options.b)
  const causes = runCauses(a, b)
  const runs = { a: comparedRun(options.a, a), b: comparedRun(options.b, b) }
  if (a.schedules_checksum === b.schedules_checksum && a.software.duckdb === b.software.duckdb) {
    const summary = summarizeTallies([], rowsByType(b))
    return { ...runs, identical: true, causes, ...summary, by_state: [], examples: [] } satisfies DiffReport
  }
  const scratch = yield* scratchDirectory("diff")
  const sql = yield* openClient({
    threads: options.threads,
    memoryLimitMb: options.databaseMemoryMb,
    tempDirectory: join(scratch, "spill"),
  })
  yield* openRun(sql, "a", options.a)
  yield* openRun(sql, "b", options.b)
  yield* openContacts(sql, options)
  const found = yield* compareRows(sql, { ...options, a, b, causes })
  yield* checkComplete(options.a, a, found, "a")
  yield* checkComplete(options.b, b, found, "b")
  const inB = found.totals.filter(({ run }) => run === "b")
  const summary = summarizeTallies(
    found.tallies,
    new Map(inB.map(({ email_type, rows }) => [email_type, rows])),
  )
  const identical = found.tallies.length === 0
  const { states: by_state, examples } = found
  return { ...runs, identical, causes, ...summary, by_state, examples } satisfies DiffReport
})

function rowsByType({ counts }: Manifest): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const { email_type, rows } of counts.by_org_type_status) {
    sums.set(email_type, (sums.get(email_type) ?? 0) + Number(rows))
  }
  return sums
}

const openRun = Effect.fnUntraced(function* (sql: DuckDbClient, run: "a" | "b", directory: string) {
  for (const [table, columns] of [
    ["schedules", SCHEDULE_COLUMNS],
    ["rejects", REJECT_COLUMNS],
  ] as const) {
    const files = yield* parquetFiles(join(directory, table))
    if (files.length === 0) {
      return yield* refuse(`${directory}/${table} holds no Parquet file`, "restore it, or run again")
    }
    const fragments = {
      name: `${run}_${table}`,
      columns: Object.entries(columns)
        .map(([name, type]) => `${name}::${type} AS ${name}`)
        .join(", "),
      files: parquetScan(...files),
    }
    yield* sql`${statement("setup/view", fragments)}`.pipe(
      Effect.mapError(() =>
        refuse(`${directory}/${table} holds a file that is not one of a run`, "restore it, or run again"),
      ),
    )
  }
})

/** Makes the view of the contacts' states. It is empty if the snapshot of a run has been removed. */
function openContacts(sql: DuckDbClient, { a, b }: DiffOptions): Effect.Effect<unknown, SqlError> {
  return [a, b].every((run) => snapshotFiles(run, "contacts").every((file) => existsSync(file)))
    ? sql`${statement("setup/view_contact", { a: snapshotScan(a, "contacts"), b: snapshotScan(b, "contacts") })}`
    : sql`${statement("setup/view_no_contact")}`
}

/** Refuses a run if rows are missing from its files, because they would look like differences. */
function checkComplete(
  directory: string,
  { counts }: Manifest,
  { totals }: Comparison,
  run: "a" | "b",
): Effect.Effect<void, Refusal> {
  const rows = totals.reduce((sum, total) => (total.run === run ? sum + total.rows : sum), 0)
  return rows === counts.rows
    ? Effect.void
    : Effect.fail(
        refuse(
          `${directory}/schedules holds ${rows} rows, but its manifest says ${counts.rows}`,
          "put the files back, or run again",
        ),
      )
}
