/**
 * The directory in which a runner has its copies of files that are in a bucket. It belongs to one process and is removed with
 * it. A runner removes what a killed one has left on its machine.
 */
import { existsSync, readdirSync } from "node:fs"
import { mkdtemp, readdir, rm } from "node:fs/promises"
import { hostname, tmpdir } from "node:os"
import { join } from "node:path"
import type { Refusal } from "@almanac/core/domain/refusal"
import { writing } from "@almanac/files/complete-file"
import { accessing, type FileError } from "@almanac/files/file-error"
import { makeDirectory } from "@almanac/files/make-directory"
import type { Bucket } from "@almanac/files/s3/bucket"
import { type FileInBucket, receiveFiles } from "@almanac/files/s3/transfer"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import { retriedWhileAway } from "./patience.ts"
import { directoryOfRun, RUNS, type WorkFailure } from "./store.ts"

export interface Cache {
  /** Its path. It is made when it is first asked for. */
  readonly directory: Effect.Effect<string, Refusal>
  /**
   * Receives files that are not there yet. One after another does so, so that no file is received twice, and little memory
   * is used.
   * @param below where, below the directory
   * @returns the path of the directory
   */
  readonly receive: (
    bucket: Bucket,
    prefix: string,
    below: string,
    files: ReadonlyArray<FileInBucket>,
  ) => Effect.Effect<string, WorkFailure>
  /** Does one transfer at a time. */
  readonly alone: <A, E>(transfer: Effect.Effect<A, E>) => Effect.Effect<A, E>
  /** The ids of the runs that have files in it. */
  readonly runs: Effect.Effect<ReadonlyArray<string>>
  readonly forget: (runId: string) => Effect.Effect<void>
}

const NAME = "almanac-runner-"

/** @param parent the directory below which it is made; if absent, that of the system for temporary files */
export const openCache = Effect.fnUntraced(function* (parent = tmpdir()) {
  yield* sweep(parent)
  let made: string | undefined
  const one = yield* Semaphore.make(1)
  const make = writing(
    parent,
    async () => {
      await makeDirectory(parent)
      made = await mkdtemp(join(parent, `${NAME}${hostname()}-${process.pid}-`))
      return made
    },
    "name a writable directory in --cache",
  )
  const directory = yield* Effect.cached(make)
  yield* Effect.addFinalizer(() => (made === undefined ? Effect.void : removed(made)))
  const alone = Semaphore.withPermits(one, 1)
  const cache: Cache = {
    directory,
    alone,
    receive: (bucket, prefix, below, files) =>
      Effect.gen(function* () {
        const here = join(yield* directory, below)
        const missing = () => files.filter(({ path }) => !existsSync(join(here, path)))
        yield* accessing(here, () => makeDirectory(here))
        yield* retriedWhileAway(Effect.suspend(() => receiveFiles(bucket, prefix, here, missing())))
        return here
      }).pipe(alone),
    runs: Effect.sync(() => {
      const runs = made === undefined ? undefined : join(made, RUNS)
      return runs === undefined || !existsSync(runs) ? [] : readdirSync(runs)
    }),
    forget: (runId) =>
      Effect.suspend(() => (made === undefined ? Effect.void : removed(join(made, directoryOfRun(runId))))),
  }
  return cache
})

const removed = (path: string): Effect.Effect<void> =>
  Effect.ignore(accessing(path, () => rm(path, { recursive: true, force: true })))

/** Removes the directories of processes of this machine that have ended. */
const sweep = (parent: string): Effect.Effect<void> =>
  Effect.ignore(
    Effect.gen(function* (): Effect.fn.Return<void, FileError> {
      const names = yield* accessing(parent, () => readdir(parent))
      const left = names.filter((name) => {
        const [, host, pid] = /^almanac-runner-(.+)-(\d+)-[^-]+$/.exec(name) ?? []
        return host === hostname() && !isOther(Number(pid))
      })
      yield* Effect.forEach(left, (name) => removed(join(parent, name)), { discard: true })
    }),
  )

/** Whether this is the id of another process that lives. In a container, an earlier process may have had the id of this one. */
function isOther(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}
