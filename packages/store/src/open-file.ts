/**
 * Opens the file of a store. The file is attached to a database in memory and not opened directly. If a file
 * is opened directly, DuckDB replays the write-ahead log of a process that died before the file is the
 * default database. It then fails on columns with a default value.
 */
import { closeSync, openSync, readSync, statSync } from "node:fs"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { openClient } from "@almanac/duckdb/database"
import { canHoldDatabase, fileLiteral, QUESTION_MARK } from "@almanac/duckdb/paths"
import { lockHolder, type SqlError, whyUnopened } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface OpenFileOptions {
  readonly path: string
  readonly threads: number
  readonly memoryLimitMb: number
  /** How long to wait, in milliseconds, until another process closes the file. */
  readonly waitMs: number
  /** Is called once if another process holds the file. */
  readonly onWait?: () => void
}

const RETRY_MS = 100
/** The first bytes of a write-ahead log: its type, and the field with the version of its format. */
const LOG_HEAD = Buffer.from([100, 0, 98, 101, 0])

/**
 * Opens a connection to the file for the scope. A missing file is made. No other process can open the file in
 * the meantime.
 * @param file the file to open, if it is not `options.path`; messages name `options.path`
 */
export const openFile = (
  options: OpenFileOptions,
  file = options.path,
): Effect.Effect<DuckDbClient, Refusal | SqlError, Scope.Scope> =>
  Effect.gen(function* () {
    const { path, threads, memoryLimitMb } = options
    if (!canHoldDatabase(path)) {
      return yield* refuse(`${path} ${QUESTION_MARK}`, "name another file for --db")
    }
    const sql = yield* openClient({
      threads,
      memoryLimitMb,
      tempDirectory: `${path}.spill`,
      latestFormat: true,
    })
    yield* untilCurrent(sql, options, file, Date.now() + options.waitMs)
    return sql
  })

/** Attaches the file. It is attached again if a restore replaced it before this process had the lock. */
const untilCurrent = (
  sql: DuckDbClient,
  options: OpenFileOptions,
  file: string,
  deadline: number,
): Effect.Effect<void, Refusal | SqlError> =>
  Effect.gen(function* () {
    const before = inodeOf(file)
    yield* checkLog(options.path)
    yield* untilFree(sql, options, file, deadline)
    if (before === undefined || inodeOf(file) === before) {
      yield* sql`USE store`
      return
    }
    yield* sql`DETACH store`
    yield* untilCurrent(sql, options, file, deadline)
  })

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino
}

const untilFree = (
  sql: DuckDbClient,
  options: OpenFileOptions,
  file: string,
  deadline: number,
  told = false,
): Effect.Effect<void, Refusal | SqlError> =>
  // Without the type, DuckDB would look for an extension if the file is one of another database.
  sql`ATTACH ${sql.literal(fileLiteral(file))} AS store (TYPE duckdb)`.pipe(
    Effect.asVoid,
    Effect.catch((error) => {
      if (error.reason._tag !== "LockTimeoutError") return Effect.fail(unreadable(options.path, error))
      if (Date.now() >= deadline) return Effect.fail(locked(options.path, error))
      if (!told) options.onWait?.()
      return Effect.delay(
        Effect.suspend(() => untilFree(sql, options, file, deadline, true)),
        RETRY_MS,
      )
    }),
  )

/**
 * Refuses a damaged write-ahead log. DuckDB would ignore it, and changes that the store has written there
 * would be lost.
 */
const checkLog = (path: string): Effect.Effect<void, Refusal> => {
  const head = headOf(`${path}.wal`)
  return LOG_HEAD.subarray(0, head.length).equals(head) ? Effect.void : Effect.fail(damagedLog(path))
}

function headOf(file: string): Buffer {
  const head = Buffer.alloc(LOG_HEAD.length)
  try {
    const descriptor = openSync(file, "r")
    const length = readSync(descriptor, head)
    closeSync(descriptor)
    return head.subarray(0, length)
  } catch {
    // The file does not exist, or DuckDB will report why it cannot be read.
    return head.subarray(0, 0)
  }
}

const IN_USE = "is in use by"

function locked(path: string, error: SqlError): Refusal {
  const process = lockHolder(error)
  const who = process === undefined ? "another process" : `process ${process}`
  return refuse(`${path} ${IN_USE} ${who}`, "wait until it ends, or end it")
}

/** Whether a store could not be opened because another process held it for too long. */
export function isInUse({ message }: Pick<Error, "message">): boolean {
  return message.includes(IN_USE)
}

function unreadable(path: string, error: SqlError): Refusal | SqlError {
  switch (whyUnopened(error)) {
    case "log damaged":
      return damagedLog(path)
    case "no database":
      return refuse(`${path} is not an Almanac store`, "name another file for --db")
    case "directory":
      return refuse(`${path} is a directory`, "name the file of the store for --db")
    case "damaged":
      return refuse(
        `${path} is damaged and cannot be read`,
        `restore a backup with almanac restore --db ${path} --discard-current`,
      )
    case "no access":
      return refuse(`${path} cannot be opened`, "check that the file and its directory are writable")
    case undefined:
      return error
  }
}

function damagedLog(path: string): Refusal {
  return refuse(
    `${path}.wal, which has the last changes of ${path}, is damaged or belongs to another store`,
    `put the right file back; or move it away to continue without these changes; or restore a backup with almanac restore --db ${path} --discard-current`,
  )
}
