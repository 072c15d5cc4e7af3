/**
 * The directory of a run. A file gets its final name only when it is complete. The manifest is written last;
 * a directory without a manifest is not a finished run. Only one run at a time writes to a directory.
 */
import { existsSync } from "node:fs"
import { readdir, rm, rmdir } from "node:fs/promises"
import { join } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { lockFile } from "@almanac/duckdb/lock-file"
import { writeText } from "@almanac/files/complete-file"
import { accessing, type FileError, removing } from "@almanac/files/file-error"
import { makeDirectory } from "@almanac/files/make-directory"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { attempting, inspectOutput, MEND_OUTPUT } from "./check-output.ts"
import { isDone, type Journal, readJournal } from "./journal.ts"
import { LOCK, MANIFEST, REPORT, SNAPSHOT, TABLES, WORK } from "./layout.ts"

const HALF_WRITTEN = /^tmp_|\.partial$|\.spill$|^spill/

/** The places in the directory of a run. */
export interface RunFiles {
  readonly directory: string
  /**
   * The scratch directory. It is removed when the run has finished, and kept while the run can be resumed.
   */
  readonly work: string
  /** Directory of the schedules, see {@link schedulesFile}. */
  readonly schedules: string
  readonly file: (table: "rejects" | "warnings") => string
  /** A file of the plan. */
  readonly plan: (name: string) => string
  /** Directory of the snapshot, which holds the input data that the rules read. */
  readonly snapshot: string
  /** Writes the HTML report. */
  readonly report: (html: string) => Effect.Effect<void, FileError>
  /** Writes the manifest, which finishes the run. */
  readonly finish: (manifest: Iterable<string>) => Effect.Effect<void, FileError>
}

export const runFiles = (directory: string): RunFiles => ({
  directory,
  work: join(directory, WORK),
  schedules: join(directory, "schedules"),
  file: (table) => join(directory, table, "part-00000.parquet"),
  plan: (name) => join(directory, "plan", name),
  snapshot: join(directory, SNAPSHOT),
  report: (html) => writeText(join(directory, REPORT), html, true),
  finish: (manifest) => writeText(join(directory, MANIFEST), manifest, true),
})

/** The directories of the tables and of the plan. */
export const innerDirectories = (directory: string): ReadonlyArray<string> =>
  [...TABLES, "plan"].map((name) => join(directory, name))

export interface Output extends RunFiles {
  /** The journal of the unfinished run, if one is resumed. */
  readonly resumed: Journal | undefined
  /**
   * Removes everything that the run has written, except its rejects and warnings. The run cannot be resumed.
   */
  readonly takeBack: () => void
}

interface OpenOutput extends Output {
  /** Removes empty directories, and the scratch directory unless the run can be resumed. */
  readonly close: Effect.Effect<void, FileError>
}

/**
 * Prepares the directory for a run and locks it. It refuses a directory that holds a finished run or other
 * files, and a directory that another run is writing to.
 * @param resume whether to keep the files of an unfinished run and return its journal. If true, a directory
 *   without an unfinished run is refused.
 */
export const openOutput = (directory: string, resume = false) =>
  Effect.gen(function* () {
    const found = yield* inspectOutput(directory, resume)
    yield* attempting(directory, () => makeDirectory(directory))
    yield* lock(directory)
    return yield* Effect.acquireRelease(prepare(directory, found, resume), (output) =>
      Effect.orDie(output.close),
    )
  })

/** Locks the directory until the scope ends. A killed run leaves no lock behind. */
const lock = (directory: string): Effect.Effect<void, Refusal, Scope.Scope> => {
  const path = join(directory, LOCK)
  return Effect.acquireRelease(
    Effect.tryPromise({
      try: () => lockFile(path),
      catch: (cause) =>
        /lock/i.test(String(cause))
          ? refuse(`another run is writing to ${directory}`, "wait for it to end, or choose another --out")
          : refuse(`${directory} cannot be written (unknown error)`, MEND_OUTPUT),
    }),
    (release) => Effect.andThen(removing(path), Effect.promise(release)),
  )
}

const prepare = Effect.fnUntraced(function* (
  directory: string,
  found: ReadonlyArray<string> | undefined,
  resume: boolean,
) {
  const files = runFiles(directory)
  const { work } = files
  const inner = innerDirectories(directory)
  const journal = resume ? yield* readJournal(work) : undefined
  const goesOn = journal !== undefined && (yield* isDone(directory, journal.steps, "staged"))
  yield* attempting(directory, async () => {
    if (goesOn) await clearHalfWritten(work, ...inner)
    else {
      for (const name of found ?? []) {
        if (name !== LOCK) await rm(join(directory, name), { recursive: true, force: true })
      }
    }
    for (const path of [work, ...inner]) await makeDirectory(path)
  })
  let takenBack = false
  const close = Effect.gen(function* () {
    const unwanted = takenBack ? [work, join(directory, "schedules"), join(directory, "plan")] : []
    yield* Effect.forEach(unwanted, removing)
    const finished = existsSync(join(directory, MANIFEST))
    const steps = finished ? 0 : ((yield* readJournal(work))?.steps.size ?? 0)
    yield* accessing(directory, async () => {
      if (steps > 0) return clearHalfWritten(work, ...inner)
      await rm(work, { recursive: true, force: true })
      if (finished) return
      await rm(join(directory, LOCK), { force: true })
      for (const path of found === undefined ? [...inner, directory] : inner)
        await rmdir(path).catch(() => {})
    })
  })
  const output: OpenOutput = {
    ...files,
    resumed: journal === undefined || goesOn ? journal : { ...journal, steps: new Map() },
    takeBack: () => {
      takenBack = true
    },
    close,
  }
  return output
})

/**
 * Removes what a resumed run cannot use: incomplete files, and the data that the earlier
 * process spilled to disk.
 */
async function clearHalfWritten(...directories: ReadonlyArray<string>): Promise<void> {
  for (const directory of directories) {
    const names = await readdir(directory).catch(() => [])
    for (const name of names.filter((name) => HALF_WRITTEN.test(name))) {
      await rm(join(directory, name), { recursive: true, force: true })
    }
  }
}
