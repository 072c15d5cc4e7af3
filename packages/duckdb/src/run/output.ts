/**
 * The directory of a run. Parts appear under their final names when complete; the manifest comes last, and a directory
 * without it is not a finished run.
 */
import { mkdir, readdir, rename, rm, rmdir, stat, writeFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

export const MANIFEST = "manifest.json"
export const REPORT = "report.html"
const SNAPSHOT = "snapshot"
const WORK = ".work"
const TABLES = ["schedules", "rejects", "warnings"]
/** What an unfinished run may have left; a new run clears it away. */
const OWN = [...TABLES, "plan", SNAPSHOT, WORK, REPORT, `${REPORT}.partial`, `${MANIFEST}.partial`]
/** Files of the tables, finished or not; DuckDB may write under a name with `tmp_` first. */
const PART = /^(tmp_)?part-\d+\.parquet(\.partial)?$/

export interface Output {
  readonly directory: string
  /** Scratch space, gone when the run ends, however it ends. */
  readonly work: string
  /** Directory of the schedules, see {@link schedulesFile}. */
  readonly schedules: string
  readonly file: (table: "rejects" | "warnings") => string
  /** A file of the published plan. */
  readonly plan: (name: string) => string
  /** Where what the rules read of the inputs is kept. */
  readonly snapshot: string
  /** Writes the report that people read. */
  readonly report: (html: string) => Effect.Effect<void>
  /** Writes the manifest: the run is finished. */
  readonly finish: (manifest: string) => Effect.Effect<void>
}

/** The file of a part's schedules, in their directory. */
export function schedulesFile(schedules: string, part: number): string {
  return join(schedules, `part-${String(part).padStart(5, "0")}.parquet`)
}

interface OpenOutput extends Output {
  /** Clears away the scratch space and, after a run that did not finish, the directories it left empty. */
  readonly leave: (finished: boolean) => Promise<void>
}

/** Makes the directory ready for a run. Refuses one that holds a finished run or anything else of value. */
export const openOutput = (directory: string) =>
  Effect.acquireRelease(
    Effect.tryPromise({
      try: () => prepare(directory),
      catch: (cause) => describe(directory, cause),
    }),
    (output, exit) => Effect.promise(() => output.leave(Exit.isSuccess(exit))),
  )

async function prepare(directory: string): Promise<OpenOutput> {
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
  for (const name of present) await rm(join(directory, name), { recursive: true, force: true })
  const work = join(directory, WORK)
  const inner = [...TABLES, "plan"].map((name) => join(directory, name))
  for (const path of [work, ...inner]) await makeDirectory(resolve(path))
  return {
    directory,
    work,
    schedules: join(directory, "schedules"),
    file: (table) => join(directory, table, "part-00000.parquet"),
    plan: (name) => join(directory, "plan", name),
    snapshot: join(directory, SNAPSHOT),
    report: (html) => writeWhole(join(directory, REPORT), html),
    finish: (manifest) => writeWhole(join(directory, MANIFEST), manifest),
    leave: async (finished) => {
      await rm(work, { recursive: true, force: true })
      if (finished) return
      for (const path of found === undefined ? [...inner, directory] : inner)
        await rmdir(path).catch(() => {})
    },
  }
}

const writeWhole = (path: string, text: string): Effect.Effect<void> =>
  Effect.promise(async () => {
    const unfinished = `${path}.partial`
    await writeFile(unfinished, text, { flush: true })
    await rename(unfinished, path)
  })

/** Unlike mkdir's own `recursive`, it ends where a parent exists but takes no directory, as under /proc. */
async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === "EEXIST" && (await stat(path)).isDirectory()) return
    if (code !== "ENOENT" || dirname(path) === path) throw error
    await makeDirectory(dirname(path))
    await mkdir(path)
  }
}

/** What stands in the directory; undefined where there is none. */
async function existing(directory: string): Promise<ReadonlyArray<string> | undefined> {
  const found = await stat(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined
    throw error
  })
  if (found === undefined) return undefined
  if (!found.isDirectory()) throw refuse(`${directory} is a file`, "name a directory for --out")
  return readdir(directory)
}

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
