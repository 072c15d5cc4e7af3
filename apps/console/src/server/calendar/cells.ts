/**
 * The counts of a run by organisation, kind, type, state and days. They are counted once for each run, one file of schedules
 * after the other, so that memory does not depend on the number of contacts. They are kept as small Parquet files without
 * personal data in the directory for temporary files.
 */
import { createHash } from "node:crypto"
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs"
import { tmpdir, userInfo } from "node:os"
import { basename, join } from "node:path"
import type { Refusal } from "@almanac/core/domain/refusal"
import { fileLiteral, parquetScan } from "@almanac/duckdb/paths"
import { Count, onlyValue } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { literal } from "@almanac/duckdb/statement"
import { parquetFiles } from "@almanac/files/parquet-files"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Semaphore from "effect/Semaphore"
import type { Database } from "../services/database.ts"
import type { FinishedRun } from "../services/run-directories.ts"
import { damaged, ifReadable, openFiles, rangeOf, scheduleFiles } from "./run-reading.ts"
import { statement } from "./statement.ts"

/** The version of the files. Another version of Almanac counts again. */
const FORMAT = "4"
/** The most runs whose cells are kept. */
const MAX_KEPT = 30
/** The most answers that are kept in memory. Each has at most a few hundred kilobytes. */
const MAX_ANSWERS = 40

/** The names behind the numbers of the cells. The kind of a reason is its index plus 1, and so is the number of a step. */
export interface Dictionaries {
  readonly types: ReadonlyArray<string>
  /** The reasons of skipped emails. */
  readonly reasons: ReadonlyArray<string>
  /** The steps that moved emails. */
  readonly moves: ReadonlyArray<string>
}

export function dictionariesOf({ manifest }: FinishedRun): Dictionaries {
  const rows = manifest.counts.by_org_type_status
  const names = (all: ReadonlyArray<string | null>): ReadonlyArray<string> =>
    [...new Set(all)].filter((name) => name !== null).sort()
  return {
    types: names(rows.map(({ email_type }) => email_type)),
    reasons: names(rows.map(({ skip_reason }) => skip_reason)),
    moves: names(rows.map(({ moved_by }) => moved_by)),
  }
}

export const textList = (texts: ReadonlyArray<string>): string =>
  `[${texts.map(literal).join(", ")}]::VARCHAR[]`

/** The dictionaries as SQL. */
export function listsOf(run: FinishedRun): Readonly<Record<keyof Dictionaries, string>> {
  const { types, reasons, moves } = dictionariesOf(run)
  return { types: textList(types), reasons: textList(reasons), moves: textList(moves) }
}

interface KeptCells {
  /** SQL that reads the cells of a run. They are counted if that has not been done. */
  readonly scanOf: (run: FinishedRun) => Effect.Effect<string, Refusal | SqlError, Database>
  /**
   * Works something out for a run once, as long as the files of the run stay as they are. Whoever asks for the same meanwhile
   * waits for it.
   */
  readonly keep: <A, E, R>(
    run: FinishedRun,
    what: string,
    work: Effect.Effect<A, E, R>,
  ) => Effect.Effect<A, E, R>
}

export class Cells extends Context.Service<Cells, KeptCells>()("@almanac/console/Cells") {
  static readonly layer: Layer.Layer<Cells> = Layer.effect(
    Cells,
    Effect.gen(function* () {
      const one = yield* Semaphore.make(1)
      const answers = new Map<string, unknown>()
      const making = new Map<string, Semaphore.Semaphore>()
      const put = (key: string, answer: unknown): void => {
        answers.delete(key)
        answers.set(key, answer)
        const [oldest] = answers.keys()
        if (answers.size > MAX_ANSWERS && oldest !== undefined) answers.delete(oldest)
      }
      return {
        keep: <A, E, R>(run: FinishedRun, what: string, work: Effect.Effect<A, E, R>) =>
          Effect.gen(function* () {
            const key = `${yield* nameOf(run)} ${what}`
            const turn = making.get(key) ?? Semaphore.makeUnsafe(1)
            making.set(key, turn)
            return yield* Effect.suspend(() => {
              const known = answers.get(key) as A | undefined
              return known === undefined ? work : Effect.succeed(known)
            }).pipe(
              Effect.tap((answer) => Effect.sync(() => put(key, answer))),
              turn.withPermits(1),
              Effect.ensuring(Effect.sync(() => making.delete(key))),
            )
          }),
        scanOf: (run) =>
          Effect.gen(function* () {
            const all = privateDirectory()
            const directory = join(all, yield* nameOf(run))
            if (existsSync(directory)) {
              const now = new Date()
              utimesSync(directory, now, now)
            } else {
              yield* countInto(directory, run)
              dropOldest(all)
            }
            return parquetScan(...(yield* parquetFiles(directory)))
          }).pipe(one.withPermits(1)),
      }
    }),
  )
}

/** A directory below that for temporary files which only this user can read. */
function privateDirectory(): string {
  const { uid, username } = userInfo()
  const directory = join(tmpdir(), `almanac-console-cells-${uid < 0 ? username : uid}`)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const found = lstatSync(directory)
  if (!found.isDirectory() || (uid >= 0 && found.uid !== uid)) {
    throw new Error(`${directory} belongs to somebody else`)
  }
  if (uid >= 0) chmodSync(directory, 0o700)
  return directory
}

/** The name changes with the run and with each of its files, so that cells of other files are never taken for these. */
const nameOf = (run: FinishedRun): Effect.Effect<string> =>
  Effect.map(scheduleFiles(run), (schedules) => {
    const hash = createHash("sha256").update(
      `${FORMAT} ${run.manifest.run_id} ${run.manifest.schedules_checksum}`,
    )
    for (const file of schedules) {
      const { size, mtimeMs } = statSync(file)
      hash.update(` ${basename(file)} ${size} ${mtimeMs}`)
    }
    return hash.digest("hex").slice(0, 32)
  })

function dropOldest(directory: string): void {
  const kept = readdirSync(directory)
    .map((name) => ({ path: join(directory, name), at: statSync(join(directory, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at)
  for (const { path } of kept.slice(MAX_KEPT)) rmSync(path, { recursive: true, force: true })
}

/** Counts into a directory of its own, which gets its name when it is complete. */
const countInto = (target: string, run: FinishedRun): Effect.Effect<void, Refusal | SqlError, Database> =>
  Effect.gen(function* () {
    const unfinished = `${target}.${process.pid}.partial`
    yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(unfinished, { recursive: true, force: true })))
    rmSync(unfinished, { recursive: true, force: true })
    mkdirSync(unfinished)
    const sql = yield* openFiles(run)
    const lists = listsOf(run)
    const files = yield* scheduleFiles(run)
    const cells: Array<string> = []
    for (const [n, path] of files.entries()) {
      const part = yield* rangeOf(sql, path)
      if (part === undefined) continue
      const file = join(unfinished, `part-${String(n).padStart(5, "0")}.parquet`)
      yield* sql`${statement("calendar/write_cells", { ...part, ...lists, part: n, target: fileLiteral(file) })}`
      cells.push(file)
    }
    if (cells.length === 0) return yield* damaged(run.directory)
    const counted = yield* onlyValue(
      Count,
      sql`${statement("calendar/counted", { cells: parquetScan(...cells) })}`,
    )
    if (counted !== run.manifest.counts.rows) return yield* damaged(run.directory)
    // Another console may have been faster.
    if (!existsSync(target)) renameSync(unfinished, target)
  }).pipe(Effect.scoped, ifReadable(run.directory))
