/**
 * The directory of a run. A file gets its final name only when it is complete. The manifest is written last;
 * a directory without a manifest is not a finished run. Only one run at a time writes to a directory.
 */
import { constants, existsSync } from "node:fs"
import { access, readdir, rm, rmdir, stat, writeFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { canHoldDatabase, databaseFile, QUESTION_MARK } from "@almanac/duckdb/paths"
import { makeDirectory } from "@almanac/files/make-directory"
import { beside, whole } from "@almanac/files/whole-file"
import { DuckDBInstance } from "@duckdb/node-api"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { isDone, type Journal, readJournal } from "./journal.ts"

export const MANIFEST = "manifest.json"
const REPORT = "report.html"
const SNAPSHOT = "snapshot"
/** Scratch directory of an unfinished run. */
export const WORK = ".work"
const LOCK = ".lock"
const TABLES = ["schedules", "rejects", "warnings"]
/** Files and directories that an unfinished run may have left. A new run removes them. */
export const OWN = [
  ...TABLES,
  "plan",
  SNAPSHOT,
  WORK,
  LOCK,
  `${LOCK}.wal`,
  REPORT,
  beside(REPORT),
  beside(MANIFEST),
]
/**
 * Names of the files of the tables, complete or not. While DuckDB writes a file, its name
 * may begin with `tmp_`.
 */
const PART = /^(tmp_)?part-\d+\.parquet(\.partial)?$/

const HALF_WRITTEN = /^tmp_|\.partial$|\.spill$|^spill/

export interface Output {
  readonly directory: string
  /**
   * The scratch directory. It is removed when the run has finished, and kept while the run can be resumed.
   */
  readonly work: string
  /** The journal of the unfinished run, if one is resumed. */
  readonly resumed: Journal | undefined
  /** Directory of the schedules, see {@link schedulesFile}. */
  readonly schedules: string
  readonly file: (table: "rejects" | "warnings") => string
  /** A file of the plan. */
  readonly plan: (name: string) => string
  /** Directory of the snapshot, which holds the input data that the rules read. */
  readonly snapshot: string
  /**
   * Removes everything that the run has written, except its rejects and warnings. The run cannot be resumed.
   */
  readonly takeBack: () => void
  /** Writes the HTML report. */
  readonly report: (html: string) => Effect.Effect<void>
  /** Writes the manifest, which finishes the run. */
  readonly finish: (manifest: string) => Effect.Effect<void>
}

/** Path of the file of a part's schedules, in the directory `schedules`. */
export function schedulesFile(schedules: string, part: number): string {
  return join(schedules, `part-${String(part).padStart(5, "0")}.parquet`)
}

interface OpenOutput extends Output {
  /** Removes empty directories, and the scratch directory unless the run can be resumed. */
  readonly close: () => Promise<void>
}

/**
 * Prepares the directory for a run and locks it. It refuses a directory that holds a finished run or other
 * files, and a directory that another run is writing to.
 * @param resume whether to keep the files of an unfinished run and return its journal. If true, a directory
 *   without an unfinished run is refused.
 */
export const openOutput = (directory: string, resume = false) =>
  Effect.gen(function* () {
    const found = yield* attempting(directory, () => inspect(directory, resume))
    yield* attempting(directory, () => makeDirectory(directory))
    yield* lock(directory)
    return yield* Effect.acquireRelease(
      attempting(directory, () => prepare(directory, found, resume)),
      (output) => Effect.promise(() => output.close()),
    )
  })

/** Refuses a directory in which {@link openOutput} would refuse to begin a run. It changes nothing. */
export const checkOutput = (directory: string): Effect.Effect<void, Refusal> =>
  attempting(directory, async () => {
    await inspect(directory, false)
    let there = resolve(directory)
    while (!existsSync(there)) there = dirname(there)
    await access(there, constants.W_OK)
  })

/**
 * Returns the names in the directory, or undefined if the directory does not exist. It refuses a directory
 * that holds anything that a run must not remove.
 */
async function inspect(directory: string, resume: boolean): Promise<ReadonlyArray<string> | undefined> {
  // One that is made there holds the lock.
  if (!canHoldDatabase(directory)) throw refuse(`${directory} ${QUESTION_MARK}`, "choose another --out")
  const found = await existing(directory)
  const present = found ?? []
  if (present.includes(MANIFEST)) {
    throw refuse(`${directory} already holds a finished run`, "choose another --out, or remove it first")
  }
  const foreign = present.filter((name) => !OWN.includes(name))
  for (const table of TABLES.filter((name) => present.includes(name))) {
    const files = await readdir(join(directory, table))
    foreign.push(...files.filter((name) => !PART.test(name)).map((name) => join(table, name)))
  }
  if (foreign.length > 0) {
    throw refuse(
      `${directory} holds other files (${foreign[0]})`,
      "choose an empty or new directory for --out",
    )
  }
  if (resume && (await readJournal(join(directory, WORK))) === undefined) {
    throw refuse(`${directory} holds no unfinished run to resume`, "run without --resume to begin one")
  }
  return found
}

/**
 * Locks the directory. The operating system releases the lock when the process ends, so a killed run
 * leaves no lock behind.
 */
const lock = (directory: string): Effect.Effect<void, Refusal, Scope.Scope> => {
  const path = join(directory, LOCK)
  return Effect.acquireRelease(
    Effect.tryPromise({
      try: () => DuckDBInstance.create(databaseFile(path), { threads: "1" }),
      catch: (cause) =>
        /lock/i.test(String(cause))
          ? refuse(`another run is writing to ${directory}`, "wait for it to end, or choose another --out")
          : describe(directory, cause),
    }),
    (held) =>
      Effect.promise(async () => {
        await rm(path, { force: true })
        held.closeSync()
      }),
  )
}

async function prepare(
  directory: string,
  found: ReadonlyArray<string> | undefined,
  resume: boolean,
): Promise<OpenOutput> {
  const work = join(directory, WORK)
  const inner = [...TABLES, "plan"].map((name) => join(directory, name))
  const journal = resume ? await readJournal(work) : undefined
  const goesOn = journal !== undefined && (await isDone(directory, journal.steps, "staged"))
  if (!goesOn) {
    for (const name of found ?? []) {
      if (name !== LOCK) await rm(join(directory, name), { recursive: true, force: true })
    }
  } else await clearHalfWritten(work, ...inner)
  for (const path of [work, ...inner]) await makeDirectory(path)
  let takenBack = false
  return {
    directory,
    work,
    resumed: journal === undefined || goesOn ? journal : { ...journal, steps: new Map() },
    schedules: join(directory, "schedules"),
    file: (table) => join(directory, table, "part-00000.parquet"),
    plan: (name) => join(directory, "plan", name),
    snapshot: join(directory, SNAPSHOT),
    takeBack: () => {
      takenBack = true
    },
    report: (html) => writeWhole(join(directory, REPORT), html),
    finish: (manifest) => writeWhole(join(directory, MANIFEST), manifest),
    close: async () => {
      for (const path of takenBack ? [work, join(directory, "schedules"), join(directory, "plan")] : [])
        await rm(path, { recursive: true, force: true })
      const finished = (await existing(directory))?.includes(MANIFEST) === true
      const steps = finished ? 0 : ((await readJournal(work))?.steps.size ?? 0)
      if (steps > 0) return clearHalfWritten(work, ...inner)
      await rm(work, { recursive: true, force: true })
      if (finished) return
      await rm(join(directory, LOCK), { force: true })
      for (const path of found === undefined ? [...inner, directory] : inner)
        await rmdir(path).catch(() => {})
    },
  }
}

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

const writeWhole = (path: string, text: string): Effect.Effect<void> =>
  Effect.promise(() => writeFile(beside(path), text, { flush: true })).pipe(whole(path))

/** Returns the names in the directory, or undefined if the directory does not exist. */
async function existing(directory: string): Promise<ReadonlyArray<string> | undefined> {
  const found = await stat(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined
    throw error
  })
  if (found === undefined) return undefined
  if (!found.isDirectory()) throw refuse(`${directory} is a file`, "name a directory for --out")
  return readdir(directory)
}

const attempting = <A>(directory: string, act: () => Promise<A>): Effect.Effect<A, Refusal> =>
  Effect.tryPromise({ try: act, catch: (cause) => describe(directory, cause) })

function describe(directory: string, cause: unknown): Refusal {
  if (typeof cause === "object" && cause !== null && "_tag" in cause && cause._tag === "Refusal") {
    return cause as Refusal
  }
  const code = (cause as NodeJS.ErrnoException).code ?? "unknown error"
  return refuse(
    `${directory} cannot be written (${code})`,
    "choose a directory that can be written for --out",
  )
}
