/**
 * The store: one DuckDB file with an organisation's state. A process that opens it has it to itself, so everybody holds it
 * briefly: a run backs it up, decides from the backup, and comes back to write.
 */
import { existsSync, statSync } from "node:fs"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type Connection, openDatabase, type SqlError } from "../database/database.ts"
import { migrate } from "./migrate.ts"

export interface StoreOptions {
  readonly path: string
  readonly threads: number
  readonly memoryLimitMb: number
  /** Makes the file where there is none; otherwise that is refused. */
  readonly create: boolean
  /** Now, in UTC, for what is written. */
  readonly now: Date
  /** How long to wait for another process to let go of the file. */
  readonly waitMs: number
  /** Told once when it has to wait. */
  readonly onWait?: () => void
}

export interface Store {
  readonly path: string
  readonly connection: Connection
  readonly now: Date
}

const RETRY_MS = 100

/** Opens the store for the scope, brought up to date. */
export const openStore = (options: StoreOptions): Effect.Effect<Store, Refusal | SqlError, Scope.Scope> =>
  Effect.gen(function* () {
    const { path } = options
    if (!options.create && !existsSync(path)) {
      return yield* refuse(
        `there is no store ${path}`,
        "name an existing file for --db, or make one with almanac import --db",
      )
    }
    const connection = yield* untilCurrent(options, Date.now() + options.waitMs)
    yield* migrate(connection, path, options.now)
    return { path, connection, now: options.now }
  })

/** The file may be exchanged, by a restore, between its opening and its locking: then it is another one's. */
const untilCurrent = (
  options: StoreOptions,
  deadline: number,
): Effect.Effect<Connection, Refusal | SqlError, Scope.Scope> =>
  Effect.gen(function* () {
    const before = inodeOf(options.path)
    const database = yield* untilFree(options, deadline)
    if (before === undefined || inodeOf(options.path) === before) return yield* database.connect
    return yield* untilCurrent(options, deadline)
  })

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino
}

const untilFree = (
  options: StoreOptions,
  deadline: number,
  told = false,
): Effect.Effect<Effect.Success<ReturnType<typeof openDatabase>>, Refusal | SqlError, Scope.Scope> =>
  openDatabase({
    path: options.path,
    threads: options.threads,
    memoryLimitMb: options.memoryLimitMb,
    tempDirectory: `${options.path}.spill`,
    latestFormat: true,
  }).pipe(
    Effect.catch((error) => {
      if (!isLocked(error)) return Effect.fail(unreadable(options.path, error))
      if (Date.now() >= deadline) return Effect.fail(locked(options.path, error))
      if (!told) options.onWait?.()
      return Effect.delay(
        Effect.suspend(() => untilFree(options, deadline, true)),
        RETRY_MS,
      )
    }),
  )

/** Whether a file could not be opened because another process holds it. */
export function isLocked({ message }: SqlError): boolean {
  return /could not set lock|conflicting lock|already open|being used by another process/i.test(message)
}

const IN_USE = "is in use by"

function locked(path: string, { message }: SqlError): Refusal {
  const process = /PID (\d+)/.exec(message)?.[1]
  const who = process === undefined ? "another process" : `process ${process}`
  return refuse(`${path} ${IN_USE} ${who}`, "wait until it has ended, or end it")
}

/** Whether a store could not be opened because another process would not let go of it. */
export function isInUse({ message }: Refusal | SqlError): boolean {
  return message.includes(IN_USE)
}

function unreadable(path: string, error: SqlError): Refusal | SqlError {
  if (/not a valid DuckDB database|file does not appear|not a DuckDB/i.test(error.message)) {
    return refuse(`${path} is not an Almanac store`, "name another file for --db")
  }
  if (/is a directory/i.test(error.message)) {
    return refuse(`${path} is a directory`, "name the file of the store for --db")
  }
  if (/corrupt|could not read enough bytes/i.test(error.message)) {
    return refuse(
      `${path} is damaged, it cannot be read`,
      `bring back a backup with almanac restore --db ${path} --discard-current`,
    )
  }
  if (/permission denied|read-only|cannot open file|no such file/i.test(error.message)) {
    return refuse(`${path} cannot be opened`, "check that it and its directory can be written")
  }
  return error
}

/** Runs `work` in one transaction: all of it is written, or nothing. */
export const transaction = <A, E, R>(
  connection: Connection,
  work: Effect.Effect<A, E, R>,
): Effect.Effect<A, E | SqlError, R> =>
  Effect.acquireUseRelease(
    connection.run("BEGIN TRANSACTION"),
    () => Effect.tap(work, () => connection.run("COMMIT")),
    (_, exit) => (exit._tag === "Success" ? Effect.void : Effect.ignore(connection.run("ROLLBACK"))),
  )
