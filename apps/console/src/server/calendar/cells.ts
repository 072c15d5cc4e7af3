/**
 * The counts of a run by organisation, kind, type, state and day. They are counted once for each run, file by file, so
 * that memory does not depend on the number of contacts, and kept as a small Parquet file without personal data in the
 * directory for temporary files.
 */
import { createHash } from "node:crypto"
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs"
import { tmpdir, userInfo } from "node:os"
import { basename, join } from "node:path"
import type { Refusal } from "@almanac/core/domain/refusal"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { fileLiteral, parquetScan } from "@almanac/duckdb/paths"
import { Count, onlyRow, onlyValue } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { literal } from "@almanac/duckdb/statement"
import { partialName, renamedWhenComplete } from "@almanac/files/complete-file"
import type { FileError } from "@almanac/files/file-error"
import { parquetFiles } from "@almanac/files/parquet-files"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import type { Database } from "../services/database.ts"
import type { FinishedRun } from "../services/run-directories.ts"
import { damaged, ifReadable, openFiles } from "./run-reading.ts"
import { statement } from "./statement.ts"

/** The version of the files. Another version of Almanac counts again. */
const FORMAT = "1"
/** The most runs whose cells are kept. */
const MAX_KEPT = 30
/** The most answers that are kept in memory. Each has at most a few hundred kilobytes. */
const MAX_ANSWERS = 40

/** The names behind the numbers of the cells. */
export interface Dictionaries {
  readonly types: ReadonlyArray<string>
  /** The reasons of skipped emails. The kind of a reason is its index plus 1. */
  readonly reasons: ReadonlyArray<string>
}

export function dictionariesOf({ manifest }: FinishedRun): Dictionaries {
  const rows = manifest.counts.by_org_type_status
  const names = (all: ReadonlyArray<string | null>): ReadonlyArray<string> =>
    [...new Set(all)].filter((name) => name !== null).sort()
  return {
    types: names(rows.map(({ email_type }) => email_type)),
    reasons: names(rows.map(({ skip_reason }) => skip_reason)),
  }
}

export const textList = (texts: ReadonlyArray<string>): string =>
  `[${texts.map(literal).join(", ")}]::VARCHAR[]`

interface CellFiles {
  /** The file with the cells of a run. It is made if there is none yet. */
  readonly fileOf: (run: FinishedRun) => Effect.Effect<string, Refusal | SqlError, Database>
  /** Works something out for a run once, as long as the files of the run stay as they are. */
  readonly keep: <A, E, R>(
    run: FinishedRun,
    what: string,
    work: Effect.Effect<A, E, R>,
  ) => Effect.Effect<A, E, R>
}

export class Cells extends Context.Service<Cells, CellFiles>()("@almanac/console/Cells") {
  static readonly layer: Layer.Layer<Cells> = Layer.effect(
    Cells,
    Effect.gen(function* () {
      const one = yield* Semaphore.make(1)
      const answers = new Map<string, unknown>()
      return {
        keep: <A, E, R>(run: FinishedRun, what: string, work: Effect.Effect<A, E, R>) =>
          Effect.gen(function* () {
            const key = `${nameOf(run, yield* schedulesOf(run))} ${what}`
            const known = answers.get(key) as A | undefined
            const answer = known ?? (yield* work)
            answers.delete(key)
            answers.set(key, answer)
            const [oldest] = answers.keys()
            if (answers.size > MAX_ANSWERS && oldest !== undefined) answers.delete(oldest)
            return answer
          }),
        fileOf: (run) =>
          Effect.gen(function* () {
            const schedules = yield* schedulesOf(run)
            const directory = privateDirectory()
            const file = join(directory, `${nameOf(run, schedules)}.parquet`)
            if (existsSync(file)) {
              const now = new Date()
              utimesSync(file, now, now)
              return file
            }
            yield* countInto(file, run, schedules)
            dropOldest(directory)
            return file
          }).pipe(Effect.catchTag("FileError", Effect.die), one.withPermits(1)),
      }
    }),
  )
}

const schedulesOf = ({ path }: FinishedRun) => parquetFiles(join(path, "schedules"))

/** A directory below that for temporary files which only this user can read. */
function privateDirectory(): string {
  const { uid, username } = userInfo()
  const directory = join(tmpdir(), `almanac-console-cells-${uid < 0 ? username : uid}`)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const found = lstatSync(directory)
  if (!found.isDirectory() || (uid >= 0 && found.uid !== uid))
    throw new Error(`${directory} belongs to somebody else`)
  if (uid >= 0) chmodSync(directory, 0o700)
  return directory
}

/** The name changes with the run and with each of its files, so that cells of other files are never taken for these. */
function nameOf({ manifest }: FinishedRun, schedules: ReadonlyArray<string>): string {
  const hash = createHash("sha256").update(`${FORMAT} ${manifest.run_id} ${manifest.schedules_checksum}`)
  for (const file of schedules) {
    const { size, mtimeMs } = statSync(file)
    hash.update(` ${basename(file)} ${size} ${mtimeMs}`)
  }
  return hash.digest("hex").slice(0, 32)
}

function dropOldest(directory: string): void {
  const kept = readdirSync(directory)
    .map((name) => ({ path: join(directory, name), at: statSync(join(directory, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at)
  for (const { path } of kept.slice(MAX_KEPT)) rmSync(path, { force: true })
}

const Range = Schema.Struct({ first: Schema.NullOr(Schema.BigInt), last: Schema.NullOr(Schema.BigInt) })

const countInto = (
  target: string,
  run: FinishedRun,
  schedules: ReadonlyArray<string>,
): Effect.Effect<void, Refusal | SqlError | FileError, Database> =>
  Effect.gen(function* () {
    const sql = yield* openFiles(run)
    const { types, reasons } = dictionariesOf(run)
    const lists = { types: textList(types), reasons: textList(reasons) }
    yield* sql`${statement("calendar/begin_cells")}`
    for (const path of schedules) yield* addCells(sql, parquetScan(path), lists)
    const counted = yield* onlyValue(Count, sql`${statement("calendar/counted", lists)}`)
    if (counted !== run.manifest.counts.rows) return yield* damaged(run.directory)
    yield* sql`${statement("calendar/keep_cells", { file: fileLiteral(partialName(target)) })}`
    yield* sql`${statement("calendar/end_cells")}`
  }).pipe(Effect.scoped, ifReadable(run.directory), renamedWhenComplete(target))

const addCells = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  file: string,
  lists: Readonly<Record<"types" | "reasons", string>>,
) {
  const { first, last } = yield* onlyRow(Range, sql`${statement("calendar/part_range", { file })}`)
  if (first === null || last === null) return
  yield* sql`${statement("calendar/add_cells", { file, ...lists, first, last })}`
})
