/**
 * What workers write to files in the scratch directory, for the main thread to gather. Data that grows with the
 * number of contacts goes this way and not in messages.
 */
import { readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { fileLiteral, parquetScan } from "@almanac/duckdb/paths"
import { accessing, type FileError } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"
import type { PartRange } from "../parts/part.ts"
import { statement } from "../statement.ts"
import { readData } from "./data-file.ts"
import { Tally, type Totals } from "./totals.ts"

/** Who writes a file: a worker, staging, or the step of a block that has written its parts. */
type Writer = number | `${number}-${number}` | "staging" | "written"

export type WorkerFile = "counts" | "ranks" | "rank_counts" | "rejects" | "warnings" | "totals"

const SUFFIX = ".result"

/** The tables of rejects and warnings, and the names of their files. */
const FINDINGS = [
  ["reject", "rejects"],
  ["warning", "warnings"],
] as const

/** Writes the rejects and warnings in the tables of `sql` to files, and drops the tables. */
export const writeFindings = (sql: DuckDbClient, work: string, of: number | "staging") =>
  Effect.forEach(
    FINDINGS,
    ([table, name]) =>
      sql`${statement("worker/write_table", { table, file: fileLiteral(workerFile(work, name, of)) })}`,
    { discard: true },
  )

/**
 * Path of a file that a worker writes.
 * @param of the number of the worker; `<worker>-<number>` if the worker writes several such files
 */
export function workerFile(work: string, name: WorkerFile, of: Writer): string {
  return `${work}/${name}-${of}${SUFFIX}`
}

/** Path of the totals of a part's rows. The file exists once the part is written. */
export function partTotalsFile(work: string, part: number): string {
  return `${work}/part-${part}.totals`
}

/** The files that all workers wrote to a directory, under one name or any. */
export const workerFiles = (work: string, of?: WorkerFile): Effect.Effect<ReadonlyArray<string>, FileError> =>
  Effect.map(
    accessing(work, () => readdir(work)),
    (names) =>
      names
        .filter((name) => name.endsWith(SUFFIX) && (of === undefined || name.startsWith(`${of}-`)))
        .sort()
        .map((name) => join(work, name)),
  )

/** Removes the files that workers of an earlier attempt wrote. */
export const discardWorkerFiles = (work: string): Effect.Effect<void, FileError> =>
  Effect.flatMap(workerFiles(work), (files) =>
    Effect.forEach(files, (file) => accessing(file, () => rm(file)), { discard: true }),
  )

/** The files under a name in several directories. */
const filesIn = (
  works: ReadonlyArray<string>,
  of: WorkerFile,
): Effect.Effect<ReadonlyArray<string>, FileError> =>
  Effect.map(
    Effect.forEach(works, (work) => workerFiles(work, of)),
    (files) => files.flat(),
  )

/** Makes `table` a view of the files that the workers wrote under a name. */
export const gatherTable = (
  main: DuckDbClient,
  works: ReadonlyArray<string>,
  table: string,
  name: WorkerFile,
) =>
  Effect.flatMap(
    filesIn(works, name),
    (files) => main`${statement("worker/gather_table", { table, files: parquetScan(...files) })}`,
  )

/** Makes views of the ranks that the workers wrote, and of their counts. */
export const gatherRanks = (main: DuckDbClient, works: ReadonlyArray<string>) =>
  Effect.andThen(
    gatherTable(main, works, "plan_rank", "ranks"),
    gatherTable(main, works, "plan_rank_count", "rank_counts"),
  )

/** Adds the rejects and warnings of the workers to those of staging. */
export const gatherRejects = (main: DuckDbClient, works: ReadonlyArray<string>) =>
  Effect.forEach(
    FINDINGS,
    ([table, name]) =>
      Effect.flatMap(
        filesIn(works, name),
        (files) => main`${statement("worker/gather_rejects", { table, files: parquetScan(...files) })}`,
      ),
    { discard: true },
  )

/** The sum of the totals that the workers wrote. One file after another is in memory. */
export const gatherTotals = Effect.fnUntraced(function* (works: ReadonlyArray<string>) {
  const [first = "", ...others] = yield* filesIn(works, "totals")
  const sum = Tally.of(yield* readData<Totals>(first))
  for (const file of others) sum.add(yield* readData<Totals>(file))
  return sum.totals
})

/** The totals of the written parts. */
export const partTotals = (
  work: string,
  parts: ReadonlyArray<PartRange>,
): Effect.Effect<ReadonlyArray<Totals>, FileError> =>
  Effect.forEach(parts, ({ index }) => readData<Totals>(partTotalsFile(work, index)))
