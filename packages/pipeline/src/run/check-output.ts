/** Refuses directories in which a run must not write. */
import { constants, existsSync } from "node:fs"
import { access, readdir, stat } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { canHoldDatabase, QUESTION_MARK } from "@almanac/duckdb/paths"
import { writing } from "@almanac/files/complete-file"
import * as Effect from "effect/Effect"
import { readJournal } from "./journal.ts"
import { MANIFEST, OWN, PART_FILE, TABLES, WORK } from "./layout.ts"

/** Refuses a directory in which a new run could not begin. It changes nothing. */
export const checkOutput = (directory: string): Effect.Effect<void, Refusal> =>
  Effect.gen(function* () {
    yield* inspectOutput(directory, false)
    let there = resolve(directory)
    while (!existsSync(there)) there = dirname(there)
    yield* attempting(directory, () => access(there, constants.W_OK))
  })

/**
 * Returns the names in the directory, or undefined if the directory does not exist. It refuses a directory
 * that holds anything that a run must not remove.
 */
export const inspectOutput = Effect.fnUntraced(function* (directory: string, resume: boolean) {
  // One that is made there holds the lock.
  if (!canHoldDatabase(directory)) {
    return yield* refuse(`${directory} ${QUESTION_MARK}`, "choose another --out")
  }
  if (yield* attempting(directory, () => isFile(directory))) {
    return yield* refuse(`${directory} is a file`, "name a directory for --out")
  }
  const found = yield* attempting(directory, () => namesIn(directory))
  const present = found ?? []
  if (present.includes(MANIFEST)) {
    return yield* refuse(
      `${directory} already holds a finished run`,
      "choose another --out, or remove it first",
    )
  }
  const foreign = present.filter((name) => !OWN.includes(name))
  for (const table of TABLES.filter((name) => present.includes(name))) {
    const files = yield* attempting(directory, () => readdir(join(directory, table)))
    foreign.push(...files.filter((name) => !PART_FILE.test(name)).map((name) => join(table, name)))
  }
  if (foreign.length > 0) {
    return yield* refuse(
      `${directory} holds other files (${foreign[0]})`,
      "choose an empty or new directory for --out",
    )
  }
  if (resume && (yield* readJournal(join(directory, WORK))) === undefined) {
    return yield* refuse(
      `${directory} holds no unfinished run to resume`,
      "run without --resume to begin one",
    )
  }
  return found
})

const isFile = async (path: string): Promise<boolean> =>
  (await stat(path).catch(undefinedIfMissing))?.isDirectory() === false

/** Returns the names in the directory, or undefined if the directory does not exist. */
const namesIn = (directory: string): Promise<ReadonlyArray<string> | undefined> =>
  readdir(directory).catch(undefinedIfMissing)

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error
}

export const MEND_OUTPUT = "choose a writable directory for --out"

export const attempting = <A>(directory: string, act: () => Promise<A>): Effect.Effect<A, Refusal> =>
  writing(directory, act, MEND_OUTPUT)
